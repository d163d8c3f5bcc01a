import type { Clock, GenerationEvent, GenerationRequest, ModelClient } from '#lib/core/ports.ts';

/** A generation, when it has ended. */
export interface CollectedGeneration {
	/** How many pieces text and thought came in. */
	pieces: number;
	/** How many events told of loading and of reading the prompt. */
	progressEvents: number;
	last: Extract<GenerationEvent, { type: 'finished' | 'failed' }>;
	/** From the call to the first piece of text or thought, in milliseconds. */
	firstTokenMs: number | undefined;
	/** From the abort to the end, in milliseconds. */
	abortMs: number | undefined;
}

/** Runs a generation to its end, or aborts it at its first piece. */
export async function collectGeneration(
	client: ModelClient,
	clock: Clock,
	request: GenerationRequest,
	abortAtFirstPiece = false
): Promise<CollectedGeneration> {
	const controller = new AbortController();
	const startedAt = clock.monotonic();
	const events: GenerationEvent[] = [];
	let firstTokenAt: number | undefined;
	await client.generate(
		request,
		(event) => {
			events.push(event);
			if (event.type !== 'text_delta' && event.type !== 'reasoning_delta') return;
			firstTokenAt ??= clock.monotonic();
			if (abortAtFirstPiece) controller.abort();
		},
		controller.signal
	);
	const count = (kind: string) => events.filter(({ type }) => type.endsWith(kind)).length;
	const last = events.at(-1);
	if (last?.type !== 'finished' && last?.type !== 'failed') {
		throw new Error('Expected a generation to end with one last event, got none');
	}
	return {
		pieces: count('_delta'),
		progressEvents: count('_progress'),
		last,
		firstTokenMs: firstTokenAt === undefined ? undefined : firstTokenAt - startedAt,
		abortMs:
			abortAtFirstPiece && firstTokenAt !== undefined ? clock.monotonic() - firstTokenAt : undefined
	};
}

/** How a generation ended, in a few words. */
export function describeEnd({ last }: CollectedGeneration): string {
	return last.type === 'finished'
		? `finished (${last.reason})`
		: `failed (${last.failure.code}: ${last.failure.message})`;
}
