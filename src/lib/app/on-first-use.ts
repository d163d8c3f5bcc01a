const SIGNS = ['pointerdown', 'keydown', 'input', 'drop'] as const;

/** Calls `listener` once, at the first sign that somebody uses the page. */
export function onFirstUse(page: EventTarget, listener: () => void): void {
	const once = () => {
		for (const sign of SIGNS) page.removeEventListener(sign, once, true);
		listener();
	};
	// In passing, so that nobody who handles the event can keep it from here.
	for (const sign of SIGNS) page.addEventListener(sign, once, { capture: true, passive: true });
}
