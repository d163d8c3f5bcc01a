/** The block before, also where it is the last one in the section before or in a group. */
export function blockBefore(element: HTMLElement): HTMLElement | undefined {
	let inside: Element | null = element;
	while (inside && !inside.previousElementSibling) inside = inside.parentElement;
	let before = inside?.previousElementSibling;
	while (before && !before.classList.contains('block')) before = before.lastElementChild;
	return before instanceof HTMLElement ? before : undefined;
}
