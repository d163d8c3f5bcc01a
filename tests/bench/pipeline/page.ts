/** What the benchmark's page offers to the runner. */
import { createLmStudioClient } from '#lib/adapters/lmstudio/create-lm-studio-client.ts';
import { browserClock } from '#lib/adapters/browser/browser-clock.ts';
import { createNewId } from '#lib/adapters/browser/new-id.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import { createBus } from '#lib/core/bus/bus.ts';
import { serveAnalysis } from '#lib/core/analysis/serve-analysis.ts';
import { seededRandom } from '../seeded-random.ts';
import { makeEventStream } from './events.ts';
import { readByFloor } from './floor.ts';

const EVENTS = 100_000;

type Cut = 'oneEventChunks' | 'randomChunks';

const stream = makeEventStream(EVENTS, seededRandom(7));
let served: Cut = 'oneEventChunks';

const bus = createBus({
	channel: 'local',
	epoch: 'benchmark',
	clock: browserClock,
	onSubscriberError: (error) => {
		throw error;
	}
});
serveAnalysis(bus, {
	client: createLmStudioClient({
		endpoint: 'http://127.0.0.1:1234',
		fetch: answerRequest,
		slots: createPageSlots(4),
		clock: browserClock,
		random: Math.random
	}),
	prompts: {
		render: ({ content }) =>
			Promise.resolve({
				ok: true,
				prompt: { messages: [{ role: 'user', text: content }], defaults: {} }
			})
	},
	clock: browserClock,
	newId: createNewId(browserClock),
	hashText: () => Promise.resolve('')
});

/** Time of one pass in milliseconds; throws unless every piece came and the text is exact. */
async function measure(by: 'ours' | 'floor', cut: Cut): Promise<number> {
	served = cut;
	const startedAt = performance.now();
	const { pieces, text } = await (by === 'floor' ? readByFloor(streamResponse()) : readByBus());
	const elapsedMs = performance.now() - startedAt;
	if (pieces !== EVENTS || text !== stream.text) {
		throw new Error(`Expected ${EVENTS} pieces with the exact text from ${by}, got ${pieces}`);
	}
	return elapsedMs;
}

/** Bytes in, bus messages out: a request is published, its messages are counted by a subscriber. */
function readByBus(): Promise<{ pieces: number; text: string }> {
	return new Promise((resolve) => {
		let pieces = 0;
		let text = '';
		const id = crypto.randomUUID();
		const unsubscribe = bus.subscribe({ type: 'llm_chunk', request_id: id }, ({ data }) => {
			if (data.is_final) {
				unsubscribe();
				resolve({ pieces, text });
				return;
			}
			pieces += 1;
			text += data.chunk;
		});
		bus.publish({
			type: 'llm_request',
			id,
			// A seed selects the OpenAI-compatible endpoint, whose events these are.
			data: {
				content: 'Hello',
				template: 'none',
				model: 'llama-3.2-3b-instruct',
				options: { seed: 1 }
			}
		});
	});
}

function answerRequest(input: RequestInfo | URL): Promise<Response> {
	const address = input instanceof Request ? input.url : String(input);
	if (address.endsWith('/chat/completions')) return Promise.resolve(streamResponse());
	const body = address.endsWith('/api/v1/models') ? { models: [LOADED_MODEL] } : { lmstudio: true };
	return Promise.resolve(Response.json(body));
}

function streamResponse(): Response {
	const chunks = stream[served];
	let next = 0;
	const body = new ReadableStream<Uint8Array>({
		pull(controller) {
			const chunk = chunks[next];
			next += 1;
			if (chunk) controller.enqueue(chunk);
			else controller.close();
		}
	});
	return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

const LOADED_MODEL = {
	type: 'llm',
	publisher: 'lmstudio-community',
	key: 'llama-3.2-3b-instruct',
	display_name: 'Llama 3.2 3B Instruct',
	loaded_instances: [{ id: 'llama-3.2-3b-instruct', config: { context_length: 131_072 } }],
	max_context_length: 131_072
};

Object.assign(globalThis, { measure });
