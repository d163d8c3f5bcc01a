/** The blocks of a text before the words in them are read: what lines alone can tell. */

export type SourceBlock =
	| { type: 'heading'; level: number; text: string }
	| SourceParagraph
	| SourceVerbatim
	| { type: 'rule' }
	| SourceTable
	| SourceList
	| SourceQuote
	| SourceNote;

export interface SourceParagraph {
	type: 'paragraph';
	/** Its beginning, where it is too long to be read at once: each is read on its own. */
	parts: string[];
	text: string;
}

/** What is shown as it was written. */
export interface SourceVerbatim {
	type: 'code' | 'html' | 'math';
	info: string;
	/** Finished pieces, each of a bounded size. */
	chunks: string[];
	/** What comes after them. */
	tail: string;
	/** How many lines of it. */
	tailLines: number;
}

export interface SourceTable {
	type: 'table';
	header: string[];
	align: ('left' | 'center' | 'right' | undefined)[];
	/** A line each. */
	rows: string[];
}

export interface SourceList {
	type: 'list';
	/** The bullet, or what follows the number: all items share it. */
	mark: string;
	start: number | undefined;
	isLoose: boolean;
	items: SourceItem[];
}

export interface SourceItem {
	type: 'item';
	children: SourceBlock[];
}

export interface SourceQuote {
	type: 'quote';
	children: SourceBlock[];
}

/** A footnote, where its text stands. */
export interface SourceNote {
	type: 'note';
	label: string;
	children: SourceBlock[];
}
