import type { GrowingText } from './growing-markdown.ts';

/** A text that is put together from pieces, and handed on in pieces: the whole is never copied. */
export class Pieces implements GrowingText {
	readonly #pieces: string[] = [];
	/** Where each piece begins. */
	readonly #starts: number[] = [];
	#length = 0;

	get length(): number {
		return this.#length;
	}

	add(piece: string): void {
		if (piece === '') return;
		this.#pieces.push(piece);
		this.#starts.push(this.#length);
		this.#length += piece.length;
	}

	from(start: number): string {
		let first = this.#pieces.length;
		while (first > 0 && (this.#starts[first - 1] ?? 0) >= start) first -= 1;
		if (first > 0 && start < this.#length) first -= 1;
		const skipped = start - (this.#starts[first] ?? start);
		return this.#pieces.slice(first).join('').slice(skipped);
	}
}
