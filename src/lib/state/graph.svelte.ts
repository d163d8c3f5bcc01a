import type { GraphUpdateData } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { EMPTY_GRAPH, foldGraph, type Graph } from '#lib/core/knowledge/fold-graph.ts';
import type { FrameScheduler } from '#lib/core/ports.ts';

/** The graph of everything that `graph_update` messages told, whoever sent them. It changes once a frame at most. */
export class GraphState {
	#graph = $state.raw<Graph>(EMPTY_GRAPH);
	#waiting: GraphUpdateData[] = [];

	constructor(bus: Bus, frames: FrameScheduler) {
		const show = () => {
			this.#graph = foldGraph(this.#graph, this.#waiting.splice(0));
		};
		bus.subscribe({ type: 'graph_update' }, ({ data }) => {
			this.#waiting.push(data);
			frames.schedule(show);
		});
	}

	get nodes(): Graph['nodes'] {
		return this.#graph.nodes;
	}

	get edges(): Graph['edges'] {
		return this.#graph.edges;
	}
}
