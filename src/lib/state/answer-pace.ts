/**
 * How long what an answer has grown by waits to be shown, in milliseconds. Text that is being written grows with every second
 * frame: an eye that reads it sees no difference, and the page has half the work. More pieces than anybody could read by then
 * come with every third.
 *
 * @param pieces that have come since the last time
 */
export function answerPaceMs(pieces: number): number {
	return pieces > 5 ? 42 : 25;
}
