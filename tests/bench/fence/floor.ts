/** Code without colours, as cheaply as a browser can show it: a block for each line, in sections of forty lines. */
import type { Contender } from '../growing-text/contender.ts';

const LINES_PER_SECTION = 40;

export function createFloor(target: HTMLElement): Contender {
	const code = target.appendChild(document.createElement('pre'));
	let section: HTMLElement = code;
	let lines = 0;
	let line: Text | undefined;

	function newLine(): Text {
		if (lines % LINES_PER_SECTION === 0) {
			section = code.appendChild(document.createElement('div'));
			section.className = 'floor-section';
		}
		lines += 1;
		return section
			.appendChild(document.createElement('div'))
			.appendChild(document.createTextNode(''));
	}

	return {
		add(piece) {
			for (const [at, part] of piece.split('\n').entries()) {
				if (at > 0 || !line) line = newLine();
				if (part !== '') line.appendData(part);
			}
		},
		finish: () => {},
		remove: () => target.replaceChildren()
	};
}
