const SIGNS = ['pointerdown', 'keydown', 'input', 'drop'] as const;

/** Calls `listener` once, at the first sign that somebody uses the page. */
export function onFirstUse(page: EventTarget, listener: () => void): void {
	const used = new AbortController();
	// In passing, so that nobody who handles the event can keep it from here.
	const options = { capture: true, passive: true, signal: used.signal };
	for (const sign of SIGNS) {
		page.addEventListener(
			sign,
			() => {
				used.abort();
				listener();
			},
			options
		);
	}
}
