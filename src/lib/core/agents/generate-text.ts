import type { FinishReason, Usage } from '#lib/protocol/chat-schemas.ts';
import type { ChunkKind } from '#lib/protocol/message.ts';
import type { LlmProgressData } from '#lib/protocol/service-schemas.ts';
import { progressOf } from '#lib/core/analysis/generation-progress.ts';
import { failureOf } from '#lib/core/bus/error-data.ts';
import type { Failure, GenerationEvent, GenerationRequest, ModelClient } from '#lib/core/ports.ts';

/** What came of one call. A part of an answer is never a result. */
export type Generated =
	| {
			ok: true;
			text: string;
			reason: Extract<FinishReason, 'stop' | 'length'>;
			usage: Usage;
			model: string | undefined;
	  }
	| { ok: false; failure: Failure };

/** Who hears of a generation while it is under way. */
export interface GenerationListener {
	progress: (data: LlmProgressData) => void;
	delta: (kind: ChunkKind, text: string) => void;
}

/**
 * Generates one text to its end, and never rejects, whatever the client does: what it tells after its first ending is not
 * heard, and a generation without an ending is a failure.
 */
export async function generateText(
	client: ModelClient,
	request: GenerationRequest,
	listener: GenerationListener,
	signal: AbortSignal
): Promise<Generated> {
	let text = '';
	let phase: LlmProgressData['phase'] | undefined;
	let ended: Generated | undefined;

	function progress(data: LlmProgressData) {
		phase = data.phase;
		listener.progress(data);
	}

	function delta(kind: ChunkKind, piece: string) {
		const next = kind === 'text' ? 'writing' : 'reasoning';
		if (piece === '') return;
		if (phase !== next) progress({ phase: next });
		if (kind === 'text') text += piece;
		listener.delta(kind, piece);
	}

	function onEvent(event: GenerationEvent) {
		if (ended) return;
		switch (event.type) {
			case 'text_delta':
				delta('text', event.text);
				break;
			case 'reasoning_delta':
				delta('reasoning', event.text);
				break;
			case 'queued':
			case 'load_progress':
			case 'prompt_progress':
			case 'idle':
			case 'retrying':
				progress(progressOf(event, phase));
				break;
			case 'finished':
				ended = endOf(event, text);
				break;
			case 'failed':
				ended = { ok: false, failure: event.failure };
				break;
		}
	}

	try {
		signal.throwIfAborted();
		await client.generate(request, onEvent, signal);
	} catch (error) {
		ended ??= { ok: false, failure: failureOf(error, 'The answer') };
	}
	return ended ?? { ok: false, failure: failureOf(new Error('it told no end'), 'The answer') };
}

function endOf(event: Extract<GenerationEvent, { type: 'finished' }>, text: string): Generated {
	const { reason, usage, model } = event;
	if (reason === 'cancelled') {
		const message = 'The model server stopped the answer.';
		return { ok: false, failure: { code: 'cancelled', message, retryable: true } };
	}
	if (text.trim() !== '') return { ok: true, text, reason, usage, model };
	return {
		ok: false,
		failure: {
			code: 'empty_answer',
			message: 'The model ended without a word.',
			suggestion: 'Try again, or use another model.',
			retryable: true
		}
	};
}
