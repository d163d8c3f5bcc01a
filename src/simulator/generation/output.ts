import type { Effects } from '../effects.ts';
import type { ServerFailure } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { openSse, type SseWriter } from '../http/sse-writer.ts';
import type { Dialect } from './dialect.ts';
import type { GenerationResult, Step } from './run.ts';

/** The event stream of one generation, which opens when its time has come. */
export interface Output {
	readonly dialect: Dialect;
	readonly isOpen: boolean;
	/** Opens the stream unless it is open, and says what comes first. */
	open: (instanceId: string) => SseWriter;
	/** Tells a step, where the stream is open yet. */
	tell: (step: Step) => void;
	/** For scenarios in which the stream says nothing, or only that it is over: ends it so, and tells whether it did. */
	endSilently: (result: GenerationResult) => Promise<boolean>;
	/** Ends an open stream with an error. */
	fail: (failure: ServerFailure, partial: GenerationResult) => Promise<void>;
}

export function createOutput(
	{ world, response, signal }: Exchange,
	dialect: Dialect,
	{ stream = {}, bytes = {} }: Effects
): Output {
	const isSilent = stream.isEmpty === true || stream.isMarkerOnly === true;
	let sse: SseWriter | undefined;
	return {
		dialect,
		get isOpen() {
			return sse !== undefined;
		},
		open(instanceId) {
			if (sse) return sse;
			sse = openSse(response, bytes, world.clock, signal);
			if (!isSilent) void sse.send(dialect.opening(instanceId));
			return sse;
		},
		tell(step) {
			if (!isSilent) void sse?.send(dialect.frames(step));
		},
		async endSilently(result) {
			if (!isSilent) return false;
			if (stream.isMarkerOnly) await sse?.send(dialect.closing(result).slice(-1));
			await sse?.end();
			return true;
		},
		async fail(failure, partial) {
			await sse?.send(dialect.failure(failure, partial));
			await sse?.end();
		}
	};
}
