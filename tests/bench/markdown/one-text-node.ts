/** What "just append the text" comes to: one text node that grows. */
import type { Contender } from '../growing-text/contender.ts';

export function createOneTextNode(target: HTMLElement): Contender {
	const text = document.createTextNode('');
	const block = target.appendChild(document.createElement('div'));
	block.style.whiteSpace = 'pre-wrap';
	block.append(text);
	return {
		add: (piece) => text.appendData(piece),
		finish: () => {},
		remove: () => target.replaceChildren()
	};
}
