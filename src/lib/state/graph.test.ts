import { expect, test } from 'vitest';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { readMessageText } from '#lib/protocol/read-message.ts';
import { GraphState } from './graph.svelte.ts';

/** A graph on a bus, with a browser that paints when it is told. */
function startGraph() {
	const { bus } = createFakeBus();
	const waiting = new Set<() => void>();
	const graph = new GraphState(bus, { schedule: (task) => waiting.add(task) });
	return {
		graph,
		/** Publishes a message as it comes over a wire. */
		receive: (text: string) => {
			const read = readMessageText(text);
			if (read.ok && read.known) bus.publish(read.message);
			return read.ok && read.known;
		},
		paint: () => {
			for (const task of waiting) task();
			waiting.clear();
		}
	};
}

const update = (data: object) => JSON.stringify({ type: 'graph_update', data });

test('shows what graph updates told, once a frame', () => {
	const { graph, receive, paint } = startGraph();
	receive(
		update({
			nodes: [
				{ id: 'a', label: 'Pump 7' },
				{ id: 'b', label: 'Norrvik' }
			],
			edges: [],
			removed: []
		})
	);
	receive(
		update({
			nodes: [],
			edges: [{ id: 'e', source: 'a', target: 'b', relation: 'in' }],
			removed: []
		})
	);
	expect(graph.nodes.size).toBe(0);
	paint();
	expect([...graph.nodes.values()].map(({ label }) => label)).toEqual(['Pump 7', 'Norrvik']);
	expect(graph.edges.get('e')).toEqual({ id: 'e', source: 'a', target: 'b', relation: 'in' });
	receive(update({ nodes: [], edges: [], removed: ['a'] }));
	paint();
	expect([[...graph.nodes.keys()], [...graph.edges.keys()]]).toEqual([['b'], []]);
});

test('is not touched by what is no graph update, or does not fit', () => {
	const { graph, receive, paint } = startGraph();
	expect(receive(update({ nodes: [{ id: 1 }], edges: [], removed: [] }))).toBe(false);
	receive(JSON.stringify({ type: 'cancel', data: { request_id: 'a' } }));
	paint();
	expect(graph.nodes.size + graph.edges.size).toBe(0);
});
