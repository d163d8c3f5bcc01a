import type { FinalMeta, FinishReason, RunStats, Usage } from '#lib/protocol/chat-schemas.ts';
import type { ChunkKind } from '#lib/protocol/message.ts';
import type { LlmProgressData, Phase } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { errorData } from '#lib/core/bus/error-data.ts';
import type { Clock, Failure, GenerationEvent } from '#lib/core/ports.ts';
import { createChunkWriter } from './chunk-writer.ts';
import { wasCut } from './fit.ts';
import { progressOf, withProgress } from './generation-progress.ts';

/** What was known before the prompt was sent, in tokens. */
export interface Expectation {
	estimatedInputTokens: number;
	contextLength: number | undefined;
}

/** Turns what a generation tells into the messages of one request. After the final one it publishes nothing. */
export interface AnswerPublisher {
	expect: (expectation: Expectation) => void;
	phase: (phase: Phase, progress?: number) => void;
	onEvent: (event: GenerationEvent) => void;
	/** Ends the request with an `error` and a final chunk. */
	fail: (failure: Failure) => void;
	/** Ends the request as stopped by the person. */
	cancel: () => void;
}

/** Makes the publisher of one request's answer. */
export function createAnswerPublisher(bus: Bus, clock: Clock, requestId: string): AnswerPublisher {
	const startedAt = clock.monotonic();
	const chunks = createChunkWriter((kind, chunk, off) => {
		bus.publish({
			type: 'llm_chunk',
			data: { chunk, is_final: false },
			request_id: requestId,
			kind,
			off
		});
	});
	let expectation: Expectation | undefined;
	let current: Phase | undefined;
	let isEnded = false;

	function progress(data: LlmProgressData) {
		if (isEnded) return;
		current = data.phase;
		bus.publish({ type: 'llm_progress', request_id: requestId, data });
	}

	function delta(kind: ChunkKind, phase: Phase, text: string) {
		if (text === '') return;
		if (current !== phase) progress({ phase });
		// Also true when somebody ended the request on hearing of the phase.
		if (isEnded) return;
		chunks.write(kind, text);
	}

	function end(meta: FinalMeta, failure?: Failure) {
		if (isEnded) return;
		// Set first: somebody who cancels on hearing what follows must not end the request a second time.
		isEnded = true;
		chunks.flush();
		if (failure) {
			bus.publish({ type: 'error', request_id: requestId, data: errorData(failure) });
		}
		bus.publish({
			type: 'llm_chunk',
			data: { chunk: '', is_final: true },
			request_id: requestId,
			kind: 'text',
			off: chunks.textLength,
			meta
		});
	}

	function metaOf(
		finishReason: FinishReason,
		told: { usage: Usage; stats: RunStats; model: string | undefined }
	): FinalMeta {
		return {
			finish_reason: finishReason,
			usage: told.usage,
			stats: {
				total_seconds: (clock.monotonic() - startedAt) / 1000,
				...(expectation && expectedStats(expectation, told.usage)),
				...told.stats
			},
			...(told.model === undefined ? {} : { model: told.model })
		};
	}

	function onEvent(event: GenerationEvent) {
		switch (event.type) {
			case 'text_delta':
				delta('text', 'writing', event.text);
				break;
			case 'reasoning_delta':
				delta('reasoning', 'reasoning', event.text);
				break;
			case 'queued':
			case 'load_progress':
			case 'prompt_progress':
			case 'idle':
			case 'retrying':
				progress(progressOf(event, current));
				break;
			case 'finished':
				end(metaOf(event.reason, event));
				break;
			case 'failed':
				end(
					metaOf(event.failure.code === 'interrupted' ? 'interrupted' : 'error', event),
					event.failure
				);
				break;
		}
	}

	return {
		expect: (known) => (expectation = known),
		phase: (phase, share) => progress(withProgress(phase, share)),
		onEvent,
		fail: (failure) => end({ finish_reason: 'error' }, failure),
		cancel: () => end({ finish_reason: 'cancelled' })
	};
}

function expectedStats(expectation: Expectation, usage: Usage): RunStats {
	const { estimatedInputTokens, contextLength } = expectation;
	return {
		estimated_input_tokens: estimatedInputTokens,
		...(contextLength === undefined ? {} : { context_length: contextLength }),
		...(wasCut(estimatedInputTokens, usage.input_tokens) ? { input_was_cut: true } : {})
	};
}
