/**
 * Moves the focus along the lines of a list by arrows, Home and End. For `onkeydown` of a line's `summary`; each line is
 * a child of one `ol`.
 */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
	const line = event.currentTarget.closest('li');
	const list = line?.parentElement;
	const targets: Partial<Record<string, Element | null | undefined>> = {
		ArrowUp: line?.previousElementSibling,
		ArrowDown: line?.nextElementSibling,
		Home: list?.firstElementChild,
		End: list?.lastElementChild
	};
	if (!(event.key in targets)) return;
	event.preventDefault();
	targets[event.key]?.querySelector('summary')?.focus();
}
