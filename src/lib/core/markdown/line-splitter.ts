import type { BlockReader } from './block-reader.ts';

/** What kind of line it is, the beginning of a line decides; the rest of a longer one is only added to it. */
const MAX_DECIDING_LENGTH = 1000;

/** Cuts a growing text into lines, wherever its pieces were cut. */
export class LineSplitter {
	readonly #reader: BlockReader;
	#partial = '';
	#isInLongLine = false;
	#endedWithReturn = false;

	constructor(reader: BlockReader) {
		this.#reader = reader;
	}

	/** The beginning of a line that has no end yet, and has not been read. */
	get partial(): string {
		return this.#partial;
	}

	/** The beginning of the line has been read; the end of it has not come. */
	get isInLongLine(): boolean {
		return this.#isInLongLine;
	}

	add(piece: string): void {
		if (piece === '') return;
		const text = withPlainLineBreaks(
			this.#endedWithReturn && piece.startsWith('\n') ? piece.slice(1) : piece
		);
		this.#endedWithReturn = piece.endsWith('\r');
		let start = 0;
		for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
			this.#take(text.slice(start, end));
			this.#endLine();
			start = end + 1;
		}
		if (start < text.length) this.#take(text.slice(start));
	}

	/** The text ends here, and its last line with it. */
	end(): void {
		if (this.#partial !== '') this.#endLine();
	}

	#take(text: string): void {
		if (this.#isInLongLine) {
			if (text !== '') this.#reader.addToLine(text);
			return;
		}
		this.#partial += text;
		if (this.#partial.length < MAX_DECIDING_LENGTH) return;
		const line = this.#partial;
		this.#partial = '';
		this.#isInLongLine = true;
		this.#reader.readLine(line.slice(0, MAX_DECIDING_LENGTH));
		this.#take(line.slice(MAX_DECIDING_LENGTH));
	}

	#endLine(): void {
		if (!this.#isInLongLine) this.#reader.readLine(this.#partial);
		this.#partial = '';
		this.#isInLongLine = false;
	}
}

/** Every line break as `\n`, and no character that may not be in a text. */
function withPlainLineBreaks(text: string): string {
	const plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
	return plain.includes('\0') ? plain.replaceAll('\0', '\ufffd') : plain;
}
