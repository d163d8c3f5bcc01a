/**
 * Scrolls to what was selected out of view: `window.find()` selects what it finds, and Chromium scrolls no element for it, only the
 * whole document. What is selected with a part of it in view is left where it is, as by dragging or by selecting all.
 *
 * @returns the end of it
 */
export function revealSelections(): () => void {
	const ended = new AbortController();
	document.addEventListener('selectionchange', () => reveal(LOOKS), { signal: ended.signal });
	return () => ended.abort();
}

/** What was never drawn has another height once it is, and so have its neighbours: it is looked at again. */
const LOOKS = 3;

function reveal(looks: number) {
	const selection = getSelection();
	if (selection?.type !== 'Range') return;
	const range = selection.getRangeAt(0);
	const { startContainer: start } = range;
	const element = start instanceof Element ? start : start.parentElement;
	const scroller = element && scrollerOf(element);
	// Both are measured also where the browser has not drawn them.
	if (scroller && isApart(range.getBoundingClientRect(), scroller.getBoundingClientRect())) {
		element.scrollIntoView({ block: 'center', inline: 'nearest' });
		const again = () => reveal(looks - 1);
		if (looks > 1) requestAnimationFrame(() => requestAnimationFrame(again));
	}
}

/** The nearest element around it that scrolls; the document is scrolled by the browser. */
function scrollerOf(element: Element): Element | undefined {
	for (let around: Element | null = element; around; around = around.parentElement) {
		const isLonger = around.scrollHeight > around.clientHeight;
		if (isLonger && /auto|scroll/.test(getComputedStyle(around).overflowY)) return around;
	}
	return undefined;
}

function isApart(one: DOMRect, other: DOMRect): boolean {
	return one.bottom <= other.top || one.top >= other.bottom;
}
