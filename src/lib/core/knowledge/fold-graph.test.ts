import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GraphUpdateData } from '#lib/protocol/service-schemas.ts';
import { EMPTY_GRAPH, foldGraph } from './fold-graph.ts';

const node = (id: string, label = id) => ({ id, label });
const edge = (id: string, source: string, target: string) => ({ id, source, target });

function fold(...updates: Partial<GraphUpdateData>[]) {
	const whole = updates.map((update) => ({ nodes: [], edges: [], removed: [], ...update }));
	const { nodes, edges } = foldGraph(EMPTY_GRAPH, whole);
	return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

test('replaces nodes and edges of the same id, in the place they had', () => {
	expect(
		fold(
			{ nodes: [node('a'), node('b')], edges: [edge('e', 'a', 'b')] },
			{ nodes: [node('a', 'A')], edges: [edge('e', 'b', 'a')] }
		)
	).toEqual({ nodes: [node('a', 'A'), node('b')], edges: [edge('e', 'b', 'a')] });
});

test('keeps what it does not know of a node', () => {
	expect(fold({ nodes: [{ ...node('a'), kind: 'person', mentions: 3 }] }).nodes).toEqual([
		{ id: 'a', label: 'a', kind: 'person', mentions: 3 }
	]);
});

test('a node takes its edges with it', () => {
	const graph = {
		nodes: [node('a'), node('b'), node('c')],
		edges: [edge('ab', 'a', 'b'), edge('bc', 'b', 'c')]
	};
	expect(fold(graph, { removed: ['a'] })).toEqual({
		nodes: [node('b'), node('c')],
		edges: [edge('bc', 'b', 'c')]
	});
	expect(fold(graph, { removed: ['bc', 'nothing'] }).edges).toEqual([edge('ab', 'a', 'b')]);
});

test('can replace in one update what it removes', () => {
	expect(
		fold(
			{ nodes: [node('a'), node('b')], edges: [edge('ab', 'a', 'b')] },
			{ removed: ['a'], nodes: [node('a', 'new')] }
		)
	).toEqual({ nodes: [node('b'), node('a', 'new')], edges: [] });
});

test('keeps an edge that comes before its nodes', () => {
	const edges = [edge('ab', 'a', 'b')];
	expect(fold({ edges }, { nodes: [node('a'), node('b')] })).toEqual({
		nodes: [node('a'), node('b')],
		edges
	});
});

const id = fc.constantFrom('a', 'b', 'c', 'd');
const updates = fc.array(
	fc.record({
		nodes: fc.array(
			id.map((each) => node(each)),
			{ maxLength: 3 }
		),
		edges: fc.array(
			fc.tuple(id, id, id).map(([own, from, to]) => edge(`e${own}`, from, to)),
			{ maxLength: 3 }
		),
		removed: fc.array(
			fc.oneof(
				id,
				id.map((own) => `e${own}`)
			),
			{ maxLength: 3 }
		)
	}),
	{ maxLength: 8 }
);

test('comes to the same however the updates are gathered, and changes no graph it was given', () => {
	fc.assert(
		fc.property(updates, (all) => {
			const oneByOne = all.reduce((graph, update) => {
				const before = [...graph.nodes, ...graph.edges].length;
				const after = foldGraph(graph, [update]);
				expect([...graph.nodes, ...graph.edges]).toHaveLength(before);
				return after;
			}, EMPTY_GRAPH);
			expect(foldGraph(EMPTY_GRAPH, all)).toEqual(oneByOne);
		})
	);
	expect(EMPTY_GRAPH.nodes.size).toBe(0);
});
