import type { Clock } from '#lib/core/ports.ts';

const ANSWER_MS = 5_000;
/** After waking: a person is looking, and most of what was open has died meanwhile. */
const PROBE_ANSWER_MS = 2_000;

export interface HeartbeatOptions {
	clock: Clock;
	/** After this long without a frame the other side is asked. */
	pingMs: number;
	ping: () => void;
	/** Nothing came in time after a ping. */
	onSilent: () => void;
}

/** Watches that the other side of an open connection is still there. */
export interface Heartbeat {
	/** Something came: it is there. */
	heard: () => void;
	/** Asks at once, for a short answer. */
	probe: () => void;
	stop: () => void;
}

/** Starts watching. */
export function startHeartbeat({ clock, pingMs, ping, onSilent }: HeartbeatOptions): Heartbeat {
	let cancelQuiet = () => {};
	/** Set while an answer is waited for. */
	let cancelAnswer: (() => void) | undefined;
	let lastHeardMs = clock.monotonic();

	function ask(answerMs: number) {
		cancelQuiet();
		cancelAnswer?.();
		cancelAnswer = clock.after(answerMs, onSilent);
		ping();
	}

	/** One timer for however many frames: it looks when the last of them came, and sleeps on. */
	function watch(forMs: number) {
		const setAtMs = clock.monotonic();
		const setAt = clock.now();
		cancelQuiet = clock.after(forMs, () => {
			// Monotonic time may stand still while a computer sleeps; a jump of the other clock costs one ping.
			const tookMs = Math.max(clock.monotonic() - setAtMs, clock.now() - setAt);
			const quietMs = clock.monotonic() - lastHeardMs;
			if (tookMs > 3 * Math.max(forMs, 1000)) ask(PROBE_ANSWER_MS);
			else if (quietMs >= pingMs) ask(ANSWER_MS);
			else watch(pingMs - quietMs);
		});
	}

	watch(pingMs);
	return {
		heard() {
			lastHeardMs = clock.monotonic();
			if (!cancelAnswer) return;
			cancelAnswer();
			cancelAnswer = undefined;
			watch(pingMs);
		},
		probe() {
			if (!cancelAnswer) ask(PROBE_ANSWER_MS);
		},
		stop() {
			cancelQuiet();
			cancelAnswer?.();
		}
	};
}
