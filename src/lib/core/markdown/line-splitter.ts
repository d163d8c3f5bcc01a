import type { BlockReader } from './block-reader.ts';
import { isText } from './open-block.ts';

/** What kind of line it is, the beginning of a line decides; the rest of a longer one is only added to it. */
const MAX_DECIDING_LENGTH = 1000;

/**
 * After the marks of quotes and items, what cannot begin anything but words: no letter that follows makes another kind of line
 * of it.
 */
const WORDS_START =
	/^(?:[ \t>]|(?:[-+*]|\d{1,9}[.)])[ \t])*(?:[^\s\d>#`~$\\<=*_+[|:-]|\*{1,3}[^\s*]|_{1,3}[^\s_]|`{1,2}[^\s`]|\d{1,9}[^\s\d.)|:-])/;

/** Cuts a growing text into lines, wherever its pieces were cut. */
export class LineSplitter {
	readonly #reader: BlockReader;
	#partial = '';
	#isInDecidedLine = false;
	#endedWithReturn = false;

	constructor(reader: BlockReader) {
		this.#reader = reader;
	}

	/** The beginning of a line that has no end yet, and has not been read. */
	get partial(): string {
		return this.#partial;
	}

	/** The beginning of the line has been read; what follows is only added to it, and its end has not come. */
	get isInDecidedLine(): boolean {
		return this.#isInDecidedLine;
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
		if (this.#isInDecidedLine) {
			if (text !== '') this.#reader.addToLine(text);
			return;
		}
		this.#partial += text;
		if (!this.#isDecided()) return;
		const line = this.#partial;
		this.#partial = '';
		this.#isInDecidedLine = true;
		this.#reader.readLine(line.slice(0, MAX_DECIDING_LENGTH));
		this.#take(line.slice(MAX_DECIDING_LENGTH));
	}

	#isDecided(): boolean {
		const isLong = this.#partial.length >= MAX_DECIDING_LENGTH;
		return isLong || (isText(this.#reader.innermost) && WORDS_START.test(this.#partial));
	}

	#endLine(): void {
		if (!this.#isInDecidedLine) this.#reader.readLine(this.#partial);
		this.#partial = '';
		this.#isInDecidedLine = false;
	}
}

/** Every line break as `\n`, and no character that may not be in a text. */
function withPlainLineBreaks(text: string): string {
	const plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
	return plain.includes('\0') ? plain.replaceAll('\0', '\ufffd') : plain;
}
