import type { BodyNode, Expression, Role } from './body-nodes.ts';
import {
	helperName,
	noArguments,
	oneArgument,
	placeOf,
	problemAt,
	readExpression,
	readJson,
	readLookup,
	readOptions,
	twoArguments,
	type BodyOrigin,
	type HelperCall
} from './read-expression.ts';
import type {
	SyntaxBlock,
	SyntaxCall,
	SyntaxPartial,
	SyntaxProgram,
	SyntaxStatement
} from './syntax-tree.ts';
import type { TemplateError } from './template-error.ts';

const BLOCK_HELPERS = ['if', 'unless', 'each', 'with', 'ifEquals', 'unlessEquals'];
const INLINE_HELPERS = ['lookup', 'json', 'role', 'history', 'section', 'media'];

/** Role names that a template may write. */
const ROLES: Readonly<Record<string, Role>> = {
	system: 'system',
	user: 'user',
	model: 'assistant',
	assistant: 'assistant'
};

/** Reads the parser's tree into nodes, and refuses what could not be rendered. @throws {TemplateError} */
export function readNodes(program: SyntaxProgram | undefined, origin: BodyOrigin): BodyNode[] {
	return (program?.body ?? []).flatMap((statement) => readStatement(statement, origin));
}

function readStatement(statement: SyntaxStatement, origin: BodyOrigin): BodyNode[] {
	const place = placeOf(statement, origin);
	switch (statement.type) {
		case 'ContentStatement':
			return statement.value === '' ? [] : [{ type: 'text', text: statement.value, place }];
		case 'CommentStatement':
			return [];
		case 'MustacheStatement':
			return [readTag(statement, origin)];
		case 'BlockStatement':
			return [readBlock(statement, origin)];
		case 'PartialStatement':
			return [readPartial(statement, origin)];
		case 'PartialBlockStatement':
		case 'Decorator':
		case 'DecoratorBlock':
			throw problemAt(
				'unsupported',
				'partial blocks and decorators ({{#> …}}, {{* …}}) are not part of templates',
				statement,
				origin
			);
	}
}

function readTag(tag: SyntaxCall, origin: BodyOrigin): BodyNode {
	const place = placeOf(tag, origin);
	const name = helperName(tag.path);
	switch (name) {
		case 'lookup':
			return { type: 'value', value: readLookup(tag, origin), place };
		case 'json':
			return { type: 'value', value: readJson(tag, origin), place };
		case 'role':
			return { type: 'role', role: readRole(tag, origin), place };
		case 'history':
			readOptions(name, tag, [], origin);
			noArguments(name, tag, origin);
			return { type: 'history', place };
		case 'section':
			readOptions(name, tag, [], origin);
			return { type: 'section', name: oneArgument(name, tag, origin), place };
		case 'media':
			return { ...readMedia(tag, origin), place };
		default:
			return { type: 'value', value: readPlainValue(name, tag, origin), place };
	}
}

function readPlainValue(name: string | undefined, tag: SyntaxCall, origin: BodyOrigin): Expression {
	const written = name ?? '…';
	if (BLOCK_HELPERS.includes(written)) {
		throw problemAt(
			'bad_helper',
			`'${written}' is a block: write {{#${written} …}} and {{/${written}}}`,
			tag,
			origin
		);
	}
	if (tag.params.length > 0 || tag.hash) throw unknownHelper(written, tag, origin);
	if (tag.path.type === 'StringLiteral' || tag.path.type === 'NumberLiteral') {
		// Handlebars takes a quoted name in a tag for the name of a variable.
		const parts = [String(tag.path.value)];
		return { type: 'path', isData: false, isScoped: false, depth: 0, parts };
	}
	return readExpression(tag.path, origin);
}

/** A role is always written out: read from a variable, it could be chosen by the text that is analysed. */
function readRole(tag: HelperCall, origin: BodyOrigin): Role {
	readOptions('role', tag, [], origin);
	const argument = oneArgument('role', tag, origin);
	const written = argument.type === 'literal' ? String(argument.value) : 'a variable';
	const role = Object.hasOwn(ROLES, written) ? ROLES[written] : undefined;
	if (role) return role;
	throw problemAt(
		'bad_helper',
		`expected {{role "system"}}, "user" or "model", got ${written}`,
		tag,
		origin
	);
}

function readMedia(tag: HelperCall, origin: BodyOrigin) {
	const options = readOptions('media', tag, ['url', 'contentType'], origin);
	noArguments('media', tag, origin);
	const url = options.get('url');
	if (!url) throw problemAt('bad_helper', "expected 'url=' for 'media'", tag, origin);
	return { type: 'media' as const, url, contentType: options.get('contentType') };
}

function readBlock(block: SyntaxBlock, origin: BodyOrigin): BodyNode {
	const place = placeOf(block, origin);
	const name = helperName(block.path);
	const then = readNodes(block.program, origin);
	const otherwise = readNodes(block.inverse, origin);
	const names = block.program?.blockParams ?? block.inverse?.blockParams ?? [];
	switch (name) {
		case 'if':
		case 'unless': {
			const includeZero = readOptions(name, block, ['includeZero'], origin).get('includeZero');
			const value = oneArgument(name, block, origin);
			const branches = name === 'if' ? { then, otherwise } : { then: otherwise, otherwise: then };
			const condition = { type: 'truthy' as const, value, includeZero };
			return { type: 'choice', condition, ...branches, place };
		}
		case 'ifEquals':
		case 'unlessEquals': {
			readOptions(name, block, [], origin);
			const [left, right] = twoArguments(name, block, origin);
			const branches =
				name === 'ifEquals' ? { then, otherwise } : { then: otherwise, otherwise: then };
			const condition = { type: 'equal' as const, left, right };
			return { type: 'choice', condition, ...branches, place };
		}
		case 'each': {
			readOptions(name, block, [], origin);
			const list = oneArgument(name, block, origin);
			return { type: 'each', list, names, body: then, otherwise, place };
		}
		case 'with': {
			readOptions(name, block, [], origin);
			const value = oneArgument(name, block, origin);
			return { type: 'with', value, names, body: then, otherwise, place };
		}
		default:
			throw notABlock(name, block, origin);
	}
}

function readPartial(partial: SyntaxPartial, origin: BodyOrigin): BodyNode {
	const name = partialName(partial, origin);
	const [context, ...more] = partial.params;
	if (more.length > 0) {
		throw problemAt(
			'bad_helper',
			`expected at most one value for the partial '${name}', got ${partial.params.length}`,
			partial,
			origin
		);
	}
	const pairs = partial.hash?.pairs ?? [];
	return {
		type: 'partial',
		name,
		context: context && readExpression(context, origin),
		values: pairs.map(({ key, value }) => [key, readExpression(value, origin)]),
		indent: partial.indent,
		place: placeOf(partial, origin)
	};
}

function partialName(partial: SyntaxPartial, origin: BodyOrigin): string {
	switch (partial.name.type) {
		case 'PathExpression':
			return partial.name.original;
		case 'StringLiteral':
		case 'NumberLiteral':
			return String(partial.name.value);
		default:
			throw problemAt('unsupported', "a partial's name must be written out", partial, origin);
	}
}

function unknownHelper(name: string, node: SyntaxCall, origin: BodyOrigin): TemplateError {
	const known = [...BLOCK_HELPERS, ...INLINE_HELPERS].join(', ');
	return problemAt('unknown_helper', `expected a helper (${known}), got '${name}'`, node, origin);
}

function notABlock(
	name: string | undefined,
	block: SyntaxBlock,
	origin: BodyOrigin
): TemplateError {
	if (name !== undefined && INLINE_HELPERS.includes(name)) {
		return problemAt('bad_helper', `'${name}' is not a block: write {{${name} …}}`, block, origin);
	}
	return problemAt(
		'unknown_helper',
		`expected a block (${BLOCK_HELPERS.join(', ')}), got '${name ?? '…'}'`,
		block,
		origin
	);
}
