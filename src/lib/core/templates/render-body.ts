import type { BodyNode, Expression } from './body-nodes.ts';
import { evaluate, isEmpty, isMet, toText, type Scope } from './evaluate.ts';
import { countLines, indentLines } from './indent-lines.ts';
import { isMapping, mappingOf, type Mapping } from './mapping.ts';
import { parseBody } from './parse-body.ts';
import {
	countStep,
	countText,
	emitText,
	overLimit,
	refuseContentInSystem,
	type Piece,
	type Rendering,
	type RenderLimits
} from './rendering.ts';
import { TemplateError, type TemplatePlace } from './template-error.ts';

/**
 * Renders a body.
 *
 * @param data what `@` names mean, beside `@root`, which is `variables`
 * @throws {TemplateError}
 */
export function renderBody(
	nodes: readonly BodyNode[],
	variables: Mapping,
	data: Mapping,
	partials: Readonly<Record<string, string>>,
	limits: RenderLimits
): Piece[] {
	const rendering: Rendering = {
		partials,
		limits,
		parsedPartials: new Map(),
		pieces: [],
		role: 'user',
		depth: 0,
		steps: 0,
		textLength: 0
	};
	const scope = {
		context: variables,
		parents: [],
		data: [{ root: variables, ...data }],
		names: new Map<string, unknown>()
	};
	renderNodes(nodes, scope, rendering);
	return rendering.pieces;
}

function renderNodes(nodes: readonly BodyNode[], scope: Scope, rendering: Rendering): void {
	rendering.depth += 1;
	for (const node of nodes) {
		if (rendering.depth > rendering.limits.maxDepth) {
			throw overLimit('too_deep', `${rendering.limits.maxDepth} levels of blocks`, node.place);
		}
		countStep(rendering, node.place);
		renderNode(node, scope, rendering);
	}
	rendering.depth -= 1;
}

function renderNode(node: BodyNode, scope: Scope, rendering: Rendering): void {
	const valueOf = (expression: Expression) => evaluate(expression, scope, node.place);
	const textOf = (expression: Expression) => toText(valueOf(expression), node.place);
	switch (node.type) {
		case 'text':
			emitText(node.text, true, node.place, rendering);
			return;
		case 'value':
			refuseContentInSystem([node.value], node.place, rendering);
			emitText(textOf(node.value), false, node.place, rendering);
			return;
		case 'choice': {
			const branch = isMet(node.condition, scope, node.place) ? node.then : node.otherwise;
			renderNodes(branch, scope, rendering);
			return;
		}
		case 'each':
			renderEach(node, valueOf(node.list), scope, rendering);
			return;
		case 'with': {
			const value = valueOf(node.value);
			if (isEmpty(value)) renderNodes(node.otherwise, scope, rendering);
			else renderNodes(node.body, enter(scope, value, node.names, [value]), rendering);
			return;
		}
		case 'partial':
			renderPartial(node, scope, rendering);
			return;
		case 'role':
			rendering.role = node.role;
			rendering.pieces.push({ type: 'role', role: node.role });
			return;
		case 'history':
			// The format continues with the model's turn after earlier messages.
			rendering.role = 'assistant';
			rendering.pieces.push({ type: 'history' });
			return;
		case 'section':
			rendering.pieces.push({ type: 'section', name: textOf(node.name) });
			return;
		case 'media': {
			const contentType = node.contentType && textOf(node.contentType);
			rendering.pieces.push({
				type: 'media',
				url: textOf(node.url),
				contentType: contentType === '' ? undefined : contentType
			});
		}
	}
}

function renderEach(
	node: Extract<BodyNode, { type: 'each' }>,
	list: unknown,
	scope: Scope,
	rendering: Rendering
): void {
	const items: readonly unknown[] = Array.isArray(list) ? list : Object.values(mappingOf(list));
	const keys = Array.isArray(list) ? undefined : Object.keys(mappingOf(list));
	if (items.length === 0) {
		renderNodes(node.otherwise, scope, rendering);
		return;
	}
	for (const [index, item] of items.entries()) {
		countStep(rendering, node.place);
		const key = keys?.[index] ?? index;
		const loop = {
			...scope.data[0],
			key,
			index,
			first: index === 0,
			last: index === items.length - 1
		};
		const inner = enter(scope, item, node.names, [item, key]);
		renderNodes(node.body, { ...inner, data: [loop, ...scope.data] }, rendering);
	}
}

/** The scope inside a block that changes what `this` is. Handlebars counts no level where it stays the same. */
function enter(
	scope: Scope,
	context: unknown,
	names: readonly string[],
	values: readonly unknown[]
): Scope {
	const parents = context === scope.context ? scope.parents : [scope.context, ...scope.parents];
	if (names.length === 0) return { ...scope, context, parents };
	const named = names.map((name, index) => [name, values[index]] as const);
	return { ...scope, context, parents, names: new Map([...scope.names, ...named]) };
}

function renderPartial(
	node: Extract<BodyNode, { type: 'partial' }>,
	scope: Scope,
	rendering: Rendering
): void {
	const given = node.values.map(([, value]) => value);
	refuseContentInSystem(node.context ? [node.context, ...given] : given, node.place, rendering);
	const base = node.context ? evaluate(node.context, scope, node.place) : scope.context;
	const values = node.values.map(
		([name, value]) => [name, evaluate(value, scope, node.place)] as const
	);
	const context =
		values.length === 0
			? base
			: Object.fromEntries([...Object.entries(isMapping(base) ? base : {}), ...values]);
	const from = rendering.pieces.length;
	const nodes = partialNodes(node.name, node.place, rendering);
	renderNodes(nodes, { context, parents: [], data: scope.data, names: new Map() }, rendering);
	if (node.indent === '') return;
	const inner = rendering.pieces.splice(from);
	countText(countLines(inner) * node.indent.length, node.place, rendering);
	for (const piece of indentLines(inner, node.indent)) rendering.pieces.push(piece);
}

function partialNodes(
	name: string,
	place: TemplatePlace,
	rendering: Rendering
): readonly BodyNode[] {
	const parsed = rendering.parsedPartials.get(name);
	if (parsed) return parsed;
	const source = Object.hasOwn(rendering.partials, name) ? rendering.partials[name] : undefined;
	if (source === undefined) {
		const known = Object.keys(rendering.partials).join(', ') || 'none';
		throw new TemplateError('unknown_partial', `expected a partial (${known}), got '${name}'`, {
			place
		});
	}
	const nodes = parseBody(source, { startLine: 1, partial: name });
	rendering.parsedPartials.set(name, nodes);
	return nodes;
}
