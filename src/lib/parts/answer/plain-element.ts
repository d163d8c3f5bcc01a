import type { Block } from '#lib/core/markdown/block.ts';
import { changeText, make } from './make-element.ts';

/** What keeps its line breaks, in pieces: a browser lays out one long run of text anew with every word that is added. */
export class PlainElement {
	readonly element = make('pre', 'block plain');
	readonly #texts: { node: Text; text: string }[] = [];

	constructor(block: Extract<Block, { type: 'plain' }>) {
		this.show(block);
	}

	/** `false` where it is something else. */
	show(block: Block): boolean {
		if (block.type !== 'plain') return false;
		const { chunks } = block;
		for (const [at, text] of chunks.entries()) {
			const known = this.#texts[at];
			if (known) {
				changeText(known.node, known.text, text);
				known.text = text;
				continue;
			}
			const node = document.createTextNode(text);
			const chunk = make('span', 'chunk');
			chunk.append(node);
			this.element.append(chunk);
			this.#texts.push({ node, text });
		}
		for (const { node } of this.#texts.splice(chunks.length)) node.parentElement?.remove();
		return true;
	}
}
