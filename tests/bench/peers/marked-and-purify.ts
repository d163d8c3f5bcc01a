/** What most programs do: with each piece the whole text is read anew, made harmless, and put into the page. */
import DOMPurify from 'dompurify';
import { marked } from 'marked';
import type { Contender } from '../growing-text/contender.ts';

export function createMarkedAndPurify(target: HTMLElement): Contender {
	let text = '';
	return {
		add(piece) {
			text += piece;
			target.innerHTML = DOMPurify.sanitize(marked.parse(text, { async: false }));
		},
		finish: () => {},
		remove: () => target.replaceChildren()
	};
}
