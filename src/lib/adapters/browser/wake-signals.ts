/**
 * Calls `listener` when the page may have been asleep or away: it is shown, focused or taken from the browser's cache of
 * pages, or the network is back. One return may bring several calls.
 *
 * @returns the unsubscribe
 */
export function onWake(listener: () => void): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	const call = () => {
		listener();
	};
	addEventListener('focus', call, { signal });
	addEventListener('online', call, { signal });
	addEventListener('pageshow', call, { signal });
	document.addEventListener(
		'visibilitychange',
		() => {
			if (document.visibilityState === 'visible') listener();
		},
		{ signal }
	);
	return () => {
		stop.abort();
	};
}
