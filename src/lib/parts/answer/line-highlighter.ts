import { StringStream, type StreamParser } from '@codemirror/streamparser';
import { styleOf } from './code-styles.ts';
import type { CodeToken, LineReader } from './growing-highlight.ts';

const TAB_SIZE = 4;
const INDENT_UNIT = 2;

/** Beyond these, code is plain: nobody reads it by its colours, and every token is an element. */
const MAX_LINE_LENGTH = 2000;
const MAX_LINES = 5000;

/** A mode that takes nothing so often at one place will never take anything. */
const MAX_EMPTY_TOKENS = 50;

/**
 * Reads code line by line. What the grammar knows at the end of a line is kept, so that a line is read once, and costs the
 * same wherever it stands.
 */
export class LineHighlighter implements LineReader {
	readonly #parser: StreamParser<unknown>;
	#state: unknown;
	#lines = 0;

	constructor(parser: StreamParser<unknown>) {
		this.#parser = parser;
		this.#state = parser.startState?.(INDENT_UNIT);
	}

	readLine(line: string): CodeToken[] {
		this.#lines += 1;
		if (line === '') {
			this.#parser.blankLine?.(this.#state, INDENT_UNIT);
			return [];
		}
		if (this.#lines > MAX_LINES || line.length > MAX_LINE_LENGTH) return plain(line);
		try {
			return this.#tokensOf(line);
		} catch {
			// A mode that fails on what it reads is no reason to show nothing.
			return plain(line);
		}
	}

	#tokensOf(line: string): CodeToken[] {
		const stream = new StringStream(line, TAB_SIZE, INDENT_UNIT);
		const tokens: CodeToken[] = [];
		let empty = 0;
		while (!stream.eol()) {
			stream.start = stream.pos;
			const style = styleOf(this.#parser.token(stream, this.#state));
			if (stream.pos <= stream.start) {
				empty += 1;
				if (empty < MAX_EMPTY_TOKENS) continue;
				tokens.push({ text: line.slice(stream.start), style: undefined });
				break;
			}
			empty = 0;
			const text = line.slice(stream.start, stream.pos);
			const last = tokens.at(-1);
			if (last && last.style === style) last.text += text;
			else tokens.push({ text, style });
		}
		return tokens;
	}
}

function plain(line: string): CodeToken[] {
	return [{ text: line, style: undefined }];
}
