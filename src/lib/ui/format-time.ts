const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment of epoch milliseconds, as the person's system writes it. */
export function formatTime(at: number): string {
	return time.format(at);
}
