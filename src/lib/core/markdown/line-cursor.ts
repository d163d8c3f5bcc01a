const TAB_WIDTH = 4;

/** A place in one line, which knows its column: a tab reaches to the next tab stop and may be used up in part. */
export class LineCursor {
	readonly line: string;
	#offset = 0;
	#column = 0;
	/** Columns of a tab at the offset that are still to be used. */
	#ofTab = 0;

	constructor(line: string) {
		this.line = line;
	}

	/** Where the first character stands that is no space and no tab. */
	get textOffset(): number {
		let at = this.#offset;
		while (this.line[at] === ' ' || this.line[at] === '\t') at += 1;
		return at;
	}

	/** How many columns of white space come next. */
	get indent(): number {
		let columns = this.#column;
		for (let at = this.#offset; ; at += 1) {
			if (this.line[at] === ' ') columns += 1;
			else if (this.line[at] === '\t') columns += this.#columnsOfTab(at, columns);
			else return columns - this.#column;
		}
	}

	get isBlank(): boolean {
		return this.textOffset === this.line.length;
	}

	/** What comes next that is no white space, or `undefined` at the end. */
	get nextCharacter(): string | undefined {
		return this.line[this.textOffset];
	}

	/** The rest of the line from its first character that is no white space. */
	get text(): string {
		return this.line.slice(this.textOffset);
	}

	/** The rest of the line, where what is left of a tab becomes spaces. */
	get rest(): string {
		if (this.#ofTab === 0) return this.line.slice(this.#offset);
		return ' '.repeat(this.#ofTab) + this.line.slice(this.#offset + 1);
	}

	/** Skips the white space and `count` characters after it. */
	skipText(count: number): void {
		this.skipColumns(this.indent);
		this.#offset += count;
		this.#column += count;
	}

	/** Skips up to `count` columns of white space. */
	skipColumns(count: number): void {
		for (let left = count; left > 0;) {
			const next = this.line[this.#offset];
			if (next !== ' ' && next !== '\t') return;
			const width = next === ' ' ? 1 : this.#columnsOfTab(this.#offset, this.#column);
			const used = Math.min(width, left);
			left -= used;
			this.#column += used;
			this.#ofTab = width - used;
			if (this.#ofTab === 0) this.#offset += 1;
		}
	}

	#columnsOfTab(at: number, column: number): number {
		const isStarted = at === this.#offset && this.#ofTab > 0;
		return isStarted ? this.#ofTab : TAB_WIDTH - (column % TAB_WIDTH);
	}
}
