import type { GraphUpdateData } from '#lib/protocol/service-schemas.ts';

export type GraphNode = GraphUpdateData['nodes'][number];
export type GraphEdge = GraphUpdateData['edges'][number];

/** A graph by the ids of its nodes and edges, each in the order of first coming. Replaced, never changed. */
export interface Graph {
	nodes: ReadonlyMap<string, GraphNode>;
	/** An edge may come before its nodes: whoever draws it waits for both. */
	edges: ReadonlyMap<string, GraphEdge>;
}

export const EMPTY_GRAPH: Graph = { nodes: new Map(), edges: new Map() };

/**
 * The graph after some updates, in their order. Within one update what is removed goes first, so that it can replace what
 * it removes; a node takes its edges with it. Nodes and edges replace those of the same id.
 */
export function foldGraph(graph: Graph, updates: readonly GraphUpdateData[]): Graph {
	if (updates.length === 0) return graph;
	const nodes = new Map(graph.nodes);
	const edges = new Map(graph.edges);
	for (const update of updates) {
		removeAll(nodes, edges, update.removed);
		for (const node of update.nodes) nodes.set(node.id, node);
		for (const edge of update.edges) edges.set(edge.id, edge);
	}
	return { nodes, edges };
}

function removeAll(
	nodes: Map<string, GraphNode>,
	edges: Map<string, GraphEdge>,
	removed: readonly string[]
) {
	const gone = new Set(removed.filter((id) => nodes.delete(id)));
	for (const id of removed) edges.delete(id);
	if (gone.size === 0) return;
	for (const [id, { source, target }] of edges) {
		if (gone.has(source) || gone.has(target)) edges.delete(id);
	}
}
