import { formatCount } from '#lib/ui/format-count.ts';

/** About how many, rounded so that it does not pretend to be counted: 41,300 for 41,287. */
export function formatEstimate(count: number): string {
	const step = count >= 10_000 ? 100 : count >= 1000 ? 10 : 1;
	return formatCount(Math.ceil(count / step) * step);
}

/** A time in seconds, or in minutes and seconds from two minutes on. */
export function formatSeconds(seconds: number): string {
	if (seconds >= 120) {
		return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
	}
	return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} s`;
}
