import type { Expression, PathExpression } from './body-nodes.ts';
import type { Located, SyntaxCall, SyntaxExpression, SyntaxPath } from './syntax-tree.ts';
import { TemplateError, type TemplateErrorCode, type TemplatePlace } from './template-error.ts';

/** Where a body comes from, so that errors name the line a person sees. */
export interface BodyOrigin {
	/** The line of its file on which the body begins. */
	startLine: number;
	/** Set for a partial. */
	partial?: string | undefined;
}

/** What a tag's helper is given: its arguments in order, and its options by name. */
export type HelperCall = Pick<SyntaxCall, 'params' | 'hash' | 'loc'>;

export function placeOf({ loc }: Located, origin: BodyOrigin): TemplatePlace {
	return {
		line: origin.startLine + loc.start.line - 1,
		column: loc.start.column + 1,
		partial: origin.partial
	};
}

export function problemAt(
	code: TemplateErrorCode,
	problem: string,
	node: Located,
	origin: BodyOrigin
): TemplateError {
	return new TemplateError(code, problem, { place: placeOf(node, origin) });
}

/** The name in a tag, where it is one that can be a helper's: a single word, neither `this.x`, `../x` nor `@x`. */
export function helperName(path: SyntaxExpression): string | undefined {
	if (path.type !== 'PathExpression' || path.data || path.depth > 0 || isScoped(path)) {
		return undefined;
	}
	const [name, ...rest] = path.parts;
	return typeof name === 'string' && rest.length === 0 ? name : undefined;
}

/** @throws {TemplateError} for helpers that give no value, and for syntax we do not render */
export function readExpression(node: SyntaxExpression, origin: BodyOrigin): Expression {
	switch (node.type) {
		case 'PathExpression':
			return readPath(node, origin);
		case 'StringLiteral':
		case 'NumberLiteral':
		case 'BooleanLiteral':
			return { type: 'literal', value: node.value };
		case 'UndefinedLiteral':
			return { type: 'literal', value: undefined };
		case 'NullLiteral':
			return { type: 'literal', value: null };
		case 'SubExpression': {
			const name = helperName(node.path) ?? '(…)';
			if (name === 'lookup') return readLookup(node, origin);
			throw problemAt(
				'bad_helper',
				`expected 'lookup' inside parentheses, got '${name}'`,
				node,
				origin
			);
		}
		case 'HashLiteral':
		case 'ArrayLiteral':
			throw problemAt('unsupported', 'lists and tables cannot be written in a tag', node, origin);
	}
}

export function readLookup(call: HelperCall, origin: BodyOrigin): Expression {
	readOptions('lookup', call, [], origin);
	const [owner, key] = twoArguments('lookup', call, origin);
	return { type: 'lookup', owner, key };
}

/** `json` stands in a tag of its own only: what it writes counts towards the limit on text. */
export function readJson(call: HelperCall, origin: BodyOrigin): Expression {
	const indent = readOptions('json', call, ['indent'], origin).get('indent');
	return { type: 'json', value: oneArgument('json', call, origin), indent };
}

export function oneArgument(name: string, call: HelperCall, origin: BodyOrigin): Expression {
	const [first, ...more] = call.params;
	if (!first || more.length > 0) throw wrongCount(name, 'one argument', call, origin);
	return readExpression(first, origin);
}

export function twoArguments(
	name: string,
	call: HelperCall,
	origin: BodyOrigin
): [Expression, Expression] {
	const [first, second, ...more] = call.params;
	if (!first || !second || more.length > 0) throw wrongCount(name, 'two arguments', call, origin);
	return [readExpression(first, origin), readExpression(second, origin)];
}

export function noArguments(name: string, call: HelperCall, origin: BodyOrigin): void {
	if (call.params.length > 0) throw wrongCount(name, 'no arguments', call, origin);
}

/** The `key=value` options of a tag. One that is not in `allowed` is refused: it would be ignored in silence. */
export function readOptions(
	name: string,
	call: HelperCall,
	allowed: readonly string[],
	origin: BodyOrigin
): ReadonlyMap<string, Expression> {
	const pairs = call.hash?.pairs ?? [];
	const stray = pairs.find(({ key }) => !allowed.includes(key));
	if (stray) {
		const expected = allowed.length > 0 ? `only ${allowed.join(', ')}` : 'no options';
		throw problemAt(
			'bad_helper',
			`expected ${expected} for '${name}', got '${stray.key}='`,
			call,
			origin
		);
	}
	return new Map(pairs.map(({ key, value }) => [key, readExpression(value, origin)]));
}

function wrongCount(name: string, expected: string, call: HelperCall, origin: BodyOrigin) {
	const hint =
		call.params.length === 0 ? `; a variable of that name is read with {{this.${name}}}` : '';
	return problemAt(
		'bad_helper',
		`expected ${expected} for '${name}', got ${call.params.length}${hint}`,
		call,
		origin
	);
}

function readPath(node: SyntaxPath, origin: BodyOrigin): PathExpression {
	const parts = node.parts.filter((part) => typeof part === 'string');
	if (parts.length < node.parts.length) {
		throw problemAt('unsupported', 'a path cannot begin with parentheses', node, origin);
	}
	return {
		type: 'path',
		isData: node.data,
		isScoped: isScoped(node),
		depth: node.depth,
		parts
	};
}

function isScoped({ original }: SyntaxPath): boolean {
	return /^(\.|this\b)/.test(original);
}
