import { make } from './make-element.ts';

/** Shows where the next words will come: one element, which moves on with them. */
export class Caret {
	readonly #mark = make('span', 'caret');
	#isPlaced = false;

	/** A change of the answer begins: unless the caret is placed in it, it goes. */
	begin(): void {
		this.#isPlaced = false;
	}

	/** Stays where it is. */
	stay(): void {
		this.#isPlaced = true;
	}

	placeAtEndOf(words: Element): void {
		this.#isPlaced = true;
		if (words.lastChild !== this.#mark) words.append(this.#mark);
	}

	/** What words that are added to `words` have to stand before. */
	endOf(words: Element): Node | null {
		return this.#mark.parentNode === words ? this.#mark : null;
	}

	finish(): void {
		if (!this.#isPlaced) this.#mark.remove();
	}
}
