import { untilAborted } from '../clock.ts';
import type { StreamEffects } from '../effects.ts';
import { ServerFailure } from '../errors.ts';
import type { Frame, SseWriter } from '../http/sse-writer.ts';
import type { Dialect } from './dialect.ts';
import type { Run } from './run.ts';

/** Tells `run` as an event stream, with everything a scenario changes about it. */
export async function writeStream(
	sse: SseWriter,
	dialect: Dialect,
	run: Run,
	{
		effects,
		finished,
		leaving
	}: { effects: StreamEffects; finished: () => void; leaving: AbortSignal }
): Promise<void> {
	let deltas = 0;
	for await (const step of run.steps) {
		const frames = dialect.frames(step);
		const isDelta = step.type === 'text' || step.type === 'reasoning';
		if (isDelta) deltas += 1;
		if (isDelta && deltas === effects.malformedBefore) await sse.send(halfOf(frames));
		await sse.send(frames);
		if (!isDelta) continue;
		if (deltas === effects.stallAfter) await untilAborted(leaving);
		if (deltas === effects.resetAfter) {
			sse.reset();
			return;
		}
		if (deltas === effects.errorAfter) {
			await sse.send(dialect.failure(brokenOff(), run.result()));
			return sse.end();
		}
	}
	// The client has left, or the model was unloaded under the answer: no marker either way.
	if (leaving.aborted || effects.withoutMarker) return sse.end();
	finished();
	await sse.send(dialect.closing(run.result()));
	if (effects.dataAfterEnd) {
		await sse.send(dialect.frames({ type: 'text', text: ' This came after the end.' }));
	}
	if (effects.staysOpen) await untilAborted(leaving);
	return sse.end();
}

/** The first half of the last frame's data, as if the rest had been lost. */
function halfOf(frames: readonly Frame[]): Frame[] {
	return frames
		.slice(-1)
		.map((frame) => ({ ...frame, data: frame.data.slice(0, Math.floor(frame.data.length / 2)) }));
}

function brokenOff(): ServerFailure {
	return new ServerFailure('generation_failed', 'The generation broke off.');
}
