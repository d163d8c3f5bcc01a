const CALM_MS = 1000;

/**
 * How long what an answer has grown by waits to be shown, in milliseconds. Text that is being written grows with every second
 * frame: an eye that reads it sees no difference, and the page has half the work. What grows more often than anybody could read
 * comes with every third. Who wants little to move sees it grow once a second.
 *
 * @param pieces how often it has grown since the last time
 */
export function answerPaceMs(pieces: number, isCalm: boolean): number {
	if (isCalm) return CALM_MS;
	return pieces > 5 ? 42 : 25;
}
