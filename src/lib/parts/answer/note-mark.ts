import { make } from './make-element.ts';

/** What a note and its marks are called for those who do not see them. */
export function nameOfNote(label: string): string {
	return `Note ${label}`;
}

/**
 * The mark of a note, which leads to it. It is no link of HTML: that would need names in the page, and answers that stand in one
 * page, as in a chat, have notes of the same names.
 */
export function makeNoteMark(label: string): HTMLElement {
	const raised = make('sup');
	const mark = make('span', 'note-mark');
	mark.role = 'link';
	mark.ariaLabel = nameOfNote(label);
	mark.tabIndex = 0;
	mark.textContent = label;
	mark.addEventListener('click', () => goToNote(mark, label));
	mark.addEventListener('keydown', ({ key }) => {
		if (key === 'Enter') goToNote(mark, label);
	});
	raised.append(mark);
	return raised;
}

function goToNote(mark: Element, label: string): void {
	const name = nameOfNote(label);
	const notes = mark.closest('.answer')?.querySelectorAll<HTMLElement>('.note') ?? [];
	const note = [...notes].find(({ ariaLabel }) => ariaLabel === name);
	if (!note) return;
	// Not one of the places that keys go through, but one to go on from.
	note.tabIndex = -1;
	note.scrollIntoView({ block: 'center' });
	note.focus({ preventScroll: true });
}
