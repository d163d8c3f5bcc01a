import type { MessageOf } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { errorData, failureOf } from '#lib/core/bus/error-data.ts';
import { chooseModel } from '#lib/core/catalog/choose-model.ts';
import { ModelClientError, type Failure, type ModelClient, type NewId } from '#lib/core/ports.ts';

const STOPPED: Failure = {
	code: 'cancelled',
	message: 'The embedding was stopped.',
	retryable: true
};

/**
 * Serves `embedding_request` on a bus: each ends with one `embedding_result`, or one `error`.
 *
 * @returns a function that ends every running request and stops serving
 */
export function serveEmbeddings(
	bus: Bus,
	{ client, newId }: { client: ModelClient; newId: NewId }
): () => void {
	const running = new Map<string, AbortController>();

	async function serve({ id, data }: MessageOf<'embedding_request'>) {
		const requestId = id ?? newId();
		const abort = new AbortController();
		running.set(requestId, abort);
		try {
			const model = data.model ?? (await defaultModel(client, abort.signal));
			const result = await client.embed(
				{ model, texts: data.texts, purpose: data.purpose },
				abort.signal
			);
			bus.publish({ type: 'embedding_result', request_id: requestId, data: result });
		} catch (error) {
			const failure = abort.signal.aborted ? STOPPED : failureOf(error, 'The embedding');
			bus.publish({ type: 'error', request_id: requestId, data: errorData(failure) });
		} finally {
			running.delete(requestId);
		}
	}

	const unsubscribers = [
		bus.subscribe({ type: 'embedding_request' }, (message) => void serve(message)),
		bus.subscribe({ type: 'cancel' }, ({ data }) => running.get(data.request_id)?.abort())
	];
	return () => {
		for (const unsubscribe of unsubscribers) unsubscribe();
		for (const abort of running.values()) abort.abort();
	};
}

async function defaultModel(client: ModelClient, signal: AbortSignal): Promise<string> {
	const report = await client.inspect(signal);
	const model = chooseModel(report.models, 'embedding');
	if (model) return model.key;
	throw new ModelClientError({
		code: 'no_model',
		message: report.detail ?? 'The server offers no embedding model.',
		suggestion: 'Download one in LM Studio, or run `lms get text-embedding-nomic-embed-text-v1.5`.',
		retryable: true
	});
}
