import { childrenOf, copyOf, type OpenBlock } from './open-block.ts';
import { noReferences, takeDefinitions, type References } from './reference-definitions.ts';
import type { SourceBlock, SourceItem } from './source-block.ts';

/** What a text defines for its references: addresses, and footnotes by their labels. */
export interface Definitions {
	references: References;
	notes: Set<string>;
}

/** The blocks that may go on, from the whole text to the innermost, and those that are finished. */
export class BlockStack {
	#open: OpenBlock[] = [{ kind: 'container', block: { type: 'root', children: [] } }];
	/** Place of the innermost quote that the last line was in, where that line was blank. */
	#blankIn: number | undefined;
	readonly definitions: Definitions = noDefinitions();
	/** Where what is defined is written down: elsewhere while it is not certain. */
	#found = this.definitions;

	/** Top-level blocks that no further line can change. Grows. */
	get closed(): readonly SourceBlock[] {
		const root = this.#open[0]?.block;
		return root?.type === 'root' ? root.children : [];
	}

	get depth(): number {
		return this.#open.length - 1;
	}

	get innermost(): OpenBlock {
		return this.at(this.depth);
	}

	at(depth: number): OpenBlock {
		const open = this.#open[depth];
		if (!open) throw new RangeError(`Expected an open block at depth ${depth}, got none`);
		return open;
	}

	/** How many quotes, items and notes are open down to `depth`. */
	containersTo(depth: number): number {
		const isContainer = ({ kind }: OpenBlock) =>
			kind === 'container' || kind === 'item' || kind === 'note';
		return this.#open.slice(1, depth + 1).filter(isContainer).length;
	}

	push(open: OpenBlock): void {
		this.#begin();
		this.#open.push(open);
	}

	/** Puts a block that is finished as it begins where it belongs. */
	add(block: SourceBlock): void {
		this.#begin();
		this.#put(block);
	}

	/** Puts `block` in the place of the innermost one. */
	replace(block: SourceBlock): void {
		this.#open.pop();
		this.#put(block);
	}

	/** Takes the innermost block away, as if it had never begun. */
	drop(): void {
		this.#open.pop();
	}

	closeTo(depth: number): void {
		while (this.depth > depth) {
			const closed = this.#open.pop();
			if (closed?.kind === 'paragraph' && closed.block.parts.length === 0) {
				closed.block.text = this.takeDefinitions(closed.block.text);
				if (closed.block.text.trim() === '') continue;
			}
			if (closed?.kind === 'note') this.#found.notes.add(closed.block.label);
			if (closed && closed.block.type !== 'root') this.#put(closed.block);
		}
	}

	/** A list holds nothing but items: anything else in its place ends it. */
	closeList(): void {
		if (this.innermost.kind === 'list') this.closeTo(this.depth - 1);
	}

	takeDefinitions(paragraph: string): string {
		return takeDefinitions(paragraph, this.#found.references);
	}

	/** What the line was, when nothing was in it but the marks of the blocks that it goes on with. */
	noteBlankLine(isBlank: boolean): void {
		const isQuote = ({ block }: OpenBlock) => block.type === 'quote' || block.type === 'root';
		this.#blankIn = isBlank ? this.#open.findLastIndex(isQuote) : undefined;
	}

	/** Takes back whatever `change` does, after it has had its look. */
	tentatively<Seen>(change: () => Seen): Seen {
		const before = this.#open.map((open) => ({ open, children: childrenOf(open).length }));
		const blankIn = this.#blankIn;
		this.#open = this.#open.map(copyOf);
		this.#found = noDefinitions();
		try {
			return change();
		} finally {
			for (const { open, children } of before) childrenOf(open).length = children;
			this.#open = before.map(({ open }) => open);
			this.#blankIn = blankIn;
			this.#found = this.definitions;
		}
	}

	#put(block: SourceBlock | SourceItem): void {
		const parent = this.innermost.block;
		if (block.type === 'item') {
			if (parent.type === 'list') parent.items.push(block);
		} else if ('children' in parent) parent.children.push(block);
	}

	/** A blank line between two blocks of an item, or between two items, makes the list loose. */
	#begin(): void {
		const { innermost, depth } = this;
		const isAfterBlank = this.#blankIn !== undefined && depth > this.#blankIn;
		this.#blankIn = undefined;
		if (!isAfterBlank || childrenOf(innermost).length === 0) return;
		const list = innermost.kind === 'item' ? this.at(depth - 1) : innermost;
		if (list.kind === 'list') list.block.isLoose = true;
	}
}

function noDefinitions(): Definitions {
	return { references: noReferences(), notes: new Set() };
}
