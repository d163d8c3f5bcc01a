/**
 * How long what an answer has grown by waits to be shown, in milliseconds. Text that is being written grows with every second
 * frame: an eye that reads it sees no difference, and the page has half the work. What grows more often than anybody could read
 * comes with every third.
 *
 * @param pieces how often it has grown since the last time
 */
export function answerPaceMs(pieces: number): number {
	return pieces > 5 ? 42 : 25;
}
