/**
 * Markdown as the page shows it: a small closed set of shapes, and no HTML among them. Every text is plain, with character
 * references resolved; whoever shows it sets it as text.
 */

export type Block =
	| { type: 'heading'; level: number; content: Inline[] }
	| Paragraph
	| List
	| Code
	| Quote
	| Table
	| { type: 'rule' }
	/** TeX, shown on lines of its own. */
	| { type: 'math'; text: string }
	/** A footnote, where its text was written. */
	| { type: 'note'; label: string; blocks: Block[] }
	/** Neighbours in an item, a note or a quote that holds many. It means nothing by itself. */
	| { type: 'group'; blocks: Block[] }
	/** Shown as it was written: raw HTML. */
	| { type: 'plain'; chunks: readonly string[] };

interface Paragraph extends Part {
	type: 'paragraph';
	content: Inline[];
}

/** `chunks` joined are the text, without the line break before the closing fence. */
export interface Code {
	type: 'code';
	/** The first word after the fence, or `''`. */
	language: string;
	/** Pieces of at most forty lines. All but the last two stay the same while the block grows. */
	chunks: readonly string[];
}

interface Quote extends Part {
	type: 'quote';
	blocks: Block[];
}

/**
 * A block is bounded in size, so that a page has a bounded amount to look through when one grows. What is longer goes on
 * in the next block, which says so.
 */
interface Part {
	isContinued?: true;
}

export interface List extends Part {
	type: 'list';
	/** The number of the first item; `undefined` for a list of bullets. */
	start: number | undefined;
	/** Its items are set apart, as paragraphs are. */
	isLoose: boolean;
	items: ListItem[];
}

export interface ListItem {
	/** Whether the task is done; `undefined` where the item is no task. */
	isDone: boolean | undefined;
	blocks: Block[];
}

export interface Table extends Part {
	type: 'table';
	/** One for each column. */
	columns: TableColumn[];
	/** Shares of the width, for a table in several parts, whose columns have to agree. */
	widths?: readonly number[];
	/** Every row has as many cells as there are columns. */
	rows: Inline[][][];
}

interface TableColumn {
	align: 'left' | 'center' | 'right' | undefined;
	heading: Inline[];
}

export type Inline =
	| { type: 'text'; text: string }
	| { type: 'strong' | 'emphasis' | 'strike'; content: Inline[] }
	| { type: 'code'; text: string }
	/** TeX, within a line. */
	| { type: 'math'; text: string }
	/** The mark of a footnote; `isKnown` when the note itself has come. */
	| { type: 'footnote'; label: string; isKnown: boolean }
	| Link
	| Image
	| { type: 'break' };

interface Link {
	type: 'link';
	href: string;
	/** The host, or the address of a mailbox: where the link goes, in short. */
	display: string;
	/** The content is the address itself, so that nothing has to be added to show where it goes. */
	showsAddress: boolean;
	content: Inline[];
}

/** Never loaded. */
export interface Image {
	type: 'image';
	description: string;
	/** As it was written, shortened where nobody could read it. */
	address: string;
	/** Where it may be opened, on a click. */
	link: SafeLink;
}

/** What an address is good for: to be opened, with `display` telling where it goes, or only to be read. */
export type SafeLink = { kind: 'link'; href: string; display: string } | { kind: 'text' };

/** The words of `content`, without what marks them. */
export function plainText(content: readonly Inline[]): string {
	return content.map(plainTextOf).join('');
}

function plainTextOf(inline: Inline): string {
	switch (inline.type) {
		case 'text':
		case 'code':
		case 'math':
			return inline.text;
		case 'footnote':
			return `[${inline.label}]`;
		case 'strong':
		case 'emphasis':
		case 'strike':
		case 'link':
			return plainText(inline.content);
		case 'image':
			return inline.description;
		case 'break':
			return ' ';
	}
}
