import { make } from './make-element.ts';

/** Words of which more is still to come. */
interface GrowingWords {
	/** `false` where `text` may make something other of them, and nothing was added. */
	add: (text: string) => boolean;
}

/** Shows where the next words will come: one element, which moves on with them. */
export class Caret {
	readonly #mark = make('span', 'caret');
	#isPlaced = false;
	#words: GrowingWords | undefined;

	/** A change of the answer begins: unless the caret is placed in it, it goes. */
	begin(): void {
		this.#isPlaced = false;
	}

	/** Stays where it is. */
	stay(): void {
		this.#isPlaced = true;
	}

	/** @param words what is in `place`, where that can be added to */
	placeAtEndOf(place: Element, words?: GrowingWords): void {
		this.#isPlaced = true;
		this.#words = words;
		if (place.lastChild !== this.#mark) place.append(this.#mark);
	}

	/** What words that are added to `words` have to stand before. */
	endOf(words: Element): Node | null {
		return this.#mark.parentNode === words ? this.#mark : null;
	}

	/** Adds `text` to the words before it; `false` where there are none, or where it may make something other of them. */
	add(text: string): boolean {
		return this.#words?.add(text) ?? false;
	}

	finish(): void {
		if (this.#isPlaced) return;
		this.#mark.remove();
		this.#words = undefined;
	}
}
