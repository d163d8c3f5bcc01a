import type { MessageOf } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { failureOf } from '#lib/core/bus/error-data.ts';
import { createSeenRequests } from '#lib/core/bus/seen-requests.ts';
import type { Clock, GenerationRequest, HashText, ModelClient, NewId } from '#lib/core/ports.ts';
import { createAnswerPublisher, type AnswerPublisher } from './answer-publisher.ts';
import { planRequest } from './plan-request.ts';
import type { PromptSource } from './prompt-source.ts';

export interface AnalysisPorts {
	client: ModelClient;
	prompts: PromptSource;
	clock: Clock;
	newId: NewId;
	hashText: HashText;
}

/** One accepted request on its way to its end. */
interface Run {
	requestId: string;
	message: MessageOf<'llm_request'>;
	contentHash: Promise<string>;
	publisher: AnswerPublisher;
	signal: AbortSignal;
}

/**
 * Serves `llm_request` on a bus: renders the template, holds the prompt against the loaded context, generates, and ends
 * each request with exactly one final `llm_chunk`, after one `error` where it failed.
 *
 * A request repeated with the same id is answered once; the same id with another payload is an `id_conflict`.
 *
 * @returns a function that ends every running request and stops serving
 */
export function serveAnalysis(bus: Bus, ports: AnalysisPorts): () => void {
	const running = new Map<string, AbortController>();
	const seen = createSeenRequests(bus, ports.hashText);

	const stopRequests = bus.subscribe({ type: 'llm_request' }, (message) => {
		const requestId = message.id ?? ports.newId();
		const accepted = seen.accept(requestId, message.data);
		if (!accepted.isNew) return;
		const { contentHash } = accepted;
		const abort = new AbortController();
		running.set(requestId, abort);
		const publisher = createAnswerPublisher(bus, ports.clock, requestId);
		const run = { requestId, message, contentHash, publisher, signal: abort.signal };
		void answer(bus, ports, run).finally(() => running.delete(requestId));
	});
	const stopCancels = bus.subscribe({ type: 'cancel' }, (message) => {
		running.get(message.data.request_id)?.abort();
	});

	return () => {
		stopRequests();
		stopCancels();
		for (const abort of running.values()) abort.abort();
	};
}

async function answer(bus: Bus, ports: AnalysisPorts, run: Run): Promise<void> {
	const { publisher, signal } = run;
	function breakOff(error: unknown) {
		if (signal.aborted) publisher.cancel();
		else publisher.fail(failureOf(error, 'The analysis'));
	}
	try {
		// While nothing is generated yet, a stopped run ends at once, whatever is being waited for.
		signal.addEventListener('abort', publisher.cancel);
		const generation = await prepare(bus, ports, run);
		signal.removeEventListener('abort', publisher.cancel);
		if (!generation) return;
		await ports.client.generate(generation, publisher.onEvent, signal);
		// Without effect, unless the client broke its promise to tell an end.
		breakOff(new Error('the generation told no end'));
	} catch (error) {
		breakOff(error);
	}
}

/**
 * What to generate for a request; `undefined` where it has ended instead.
 *
 * @throws the signal's reason, once the run is stopped
 */
async function prepare(
	bus: Bus,
	ports: AnalysisPorts,
	{ requestId, message, contentHash, publisher, signal }: Run
): Promise<GenerationRequest | undefined> {
	const { data, from } = message;
	const hash = await contentHash;
	signal.throwIfAborted();
	bus.publish({
		type: 'request_started',
		request_id: requestId,
		data: {
			request_id: requestId,
			template: data.template,
			content_hash: hash,
			...(data.model === undefined ? {} : { model: data.model }),
			...(from === undefined ? {} : { from })
		}
	});
	publisher.phase('queued');
	const [rendered, report] = await Promise.all([
		ports.prompts.render(data),
		ports.client.inspect(signal)
	]);
	signal.throwIfAborted();
	const plan = rendered.ok ? planRequest(rendered.prompt, data, report) : rendered;
	if (!plan.ok) {
		publisher.fail(plan.failure);
		return undefined;
	}
	publisher.expect(plan.expectation);
	return plan.request;
}
