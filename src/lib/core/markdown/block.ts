/**
 * Markdown as the page shows it: a small closed set of shapes, and no HTML among them. Every text is plain, with character
 * references resolved; whoever shows it sets it as text.
 */

export type Block =
	| { type: 'heading'; level: number; content: Inline[] }
	| { type: 'paragraph'; content: Inline[] }
	| List
	/** `language` is the first word after the fence, or `''`. `text` ends without the fence's own line break. */
	| { type: 'code'; language: string; text: string }
	| { type: 'quote'; blocks: Block[] }
	| Table
	| { type: 'rule' }
	/** Shown as it was written: raw HTML, and what is too large or too tangled to be read as Markdown. */
	| { type: 'plain'; text: string };

export interface List {
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

export interface Table {
	type: 'table';
	/** One for each column. */
	columns: TableColumn[];
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
			return inline.text;
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
