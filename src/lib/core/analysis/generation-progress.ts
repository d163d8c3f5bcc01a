import type { LlmProgressData, Phase } from '#lib/protocol/service-schemas.ts';
import type { GenerationEvent } from '#lib/core/ports.ts';

/** What a generation tells of how far it is, beside its text and its end. */
export type ProgressEvent = Extract<
	GenerationEvent,
	{ type: 'queued' | 'load_progress' | 'prompt_progress' | 'idle' | 'retrying' }
>;

/** @param current the phase that was told last */
export function progressOf(event: ProgressEvent, current: Phase | undefined): LlmProgressData {
	switch (event.type) {
		case 'queued':
			return { phase: 'queued' };
		case 'load_progress':
			return withProgress('loading_model', event.progress);
		case 'prompt_progress':
			return withProgress('reading_prompt', event.progress);
		case 'idle':
			return { phase: current ?? 'writing', idle_ms: event.idleMs };
		case 'retrying': {
			const { attempt, attempts, delayMs: delay_ms, failure } = event;
			return { phase: 'queued', retry: { attempt, attempts, delay_ms, code: failure.code } };
		}
	}
}

/** Servers round as they like; the message takes 0 … 1 only. */
export function withProgress(phase: Phase, progress: number | undefined): LlmProgressData {
	if (progress === undefined || Number.isNaN(progress)) return { phase };
	return { phase, progress: Math.min(1, Math.max(0, progress)) };
}
