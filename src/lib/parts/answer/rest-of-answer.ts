import { make } from './make-element.ts';

/** How high an answer will be is told by so much of it, in characters. */
const SAMPLE = 64 * 1024;

/**
 * Stands for what is not shown yet of an answer, and is about as high, so that the scroll bar tells the truth from the
 * beginning, and a person can go to any place at once. Who goes to the end sees only the mark behind it, which the browser
 * holds on to, and so is at the end when all has come.
 */
export class RestOfAnswer {
	readonly #length: number;
	readonly #rest = make('div', 'rest');
	readonly #end = make('div', 'end');
	/** About how high all of it will be, in `em`. */
	#height = 0;

	/** @param length of the whole answer, in characters */
	constructor(place: Element, length: number) {
		this.#length = length;
		place.after(this.#rest, this.#end);
	}

	/** Whether a selection goes on over the end of what is shown. */
	get isSelected(): boolean {
		return getSelection()?.containsNode(this.#rest, true) === true;
	}

	/**
	 * @param shown how many characters are
	 * @param height of these, in `em`
	 */
	shrink(shown: number, height: number): void {
		// What is estimated anew later would move the end from whoever is on the way to it.
		if (shown <= SAMPLE || this.#height === 0) this.#height = (height * this.#length) / shown;
		this.#rest.style.blockSize = `${Math.max(0, this.#height - height).toFixed()}em`;
	}

	remove(): void {
		this.#rest.remove();
		this.#end.remove();
	}
}
