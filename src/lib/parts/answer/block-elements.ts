import type { Block, List, ListItem } from '#lib/core/markdown/block.ts';
import type { AnswerTools } from './answer-tools.ts';
import { blockBefore } from './block-before.ts';
import { CodeElement } from './code-element.ts';
import { directionOfBlocks, setDirection, type Direction } from './direction.ts';
import { makeFormula, makeTex } from './formula-element.ts';
import { changeClass, make } from './make-element.ts';
import { nameOfNote } from './note-mark.ts';
import { PlainElement } from './plain-element.ts';
import { TableElements } from './table-elements.ts';
import { WordsElements } from './words-elements.ts';

/** The elements of one block. */
interface Shown {
	element: HTMLElement;
	/** Becomes `block`; `false` where that takes another element. */
	show: (block: Block, isOpen: boolean) => boolean;
	/** Ends what goes on in the elements; they are not removed. */
	end: () => void;
}

interface Written extends Shown {
	block: Block;
	isOpen: boolean;
}

/** What the blocks are in. */
interface BlocksPlace {
	isInQuote?: boolean;
	/** The innermost thing with a direction of its own: a quote, a note or a list. */
	within?: 'quote' | 'list';
}

/**
 * The elements of blocks that stand in one parent. Blocks are told apart by their place, so that one that grows, grows in
 * place; one that is the same object as before is not looked into.
 */
export class BlockElements {
	readonly #parent: Element;
	readonly #tools: AnswerTools;
	readonly #place: BlocksPlace;
	readonly #written: Written[] = [];

	constructor(parent: Element, tools: AnswerTools, place: BlocksPlace = {}) {
		this.#parent = parent;
		this.#tools = tools;
		this.#place = place;
	}

	/** @param isOpen more of the last one is still to come */
	show(blocks: readonly Block[], isOpen: boolean): void {
		for (let at = 0; at < blocks.length; at += 1) {
			const block = blocks[at];
			if (block) this.#showAt(at, block, isOpen && at === blocks.length - 1);
		}
		if (this.#written.length === blocks.length) return;
		for (const { element, end } of this.#written.splice(blocks.length)) {
			element.remove();
			end();
		}
	}

	end(): void {
		for (const { end } of this.#written) end();
	}

	#showAt(at: number, block: Block, isOpen: boolean): void {
		const known = this.#written[at];
		if (known?.block === block && known.isOpen === isOpen) {
			if (isOpen) this.#tools.caret.stay();
			return;
		}
		if (known?.show(block, isOpen)) {
			known.block = block;
			known.isOpen = isOpen;
			this.#direct(block, known.element);
			return;
		}
		const shown = this.#make(block, isOpen);
		this.#written[at] = { ...shown, block, isOpen };
		if (known) {
			known.element.replaceWith(shown.element);
			known.end();
		} else this.#parent.append(shown.element);
		this.#direct(block, shown.element);
	}

	/**
	 * Lets a block run as its first letter does. All that is in a list runs as the list, so that its marks stand on one side, and
	 * what continues a block runs as that does.
	 */
	#direct(block: Block, element: HTMLElement): void {
		switch (block.type) {
			case 'paragraph':
			case 'heading':
			case 'list':
				if (this.#place.within === 'list') return;
				break;
			case 'quote':
			case 'note':
				break;
			default:
				return;
		}
		const before = 'isContinued' in block ? blockBefore(element) : undefined;
		if (!before) setDirection(element, directionOfBlocks([block]), this.#around);
		else if (element.dir !== before.dir) element.dir = before.dir;
	}

	/** Nobody asks in which direction a quote or a list runs at last: what is in it says its own then. */
	get #around(): Direction | undefined {
		return this.#place.within ? undefined : PAGE_DIRECTION;
	}

	#make(block: Block, isOpen: boolean): Shown {
		switch (block.type) {
			case 'paragraph':
				return this.#makeParagraph(block, isOpen);
			case 'heading':
				return this.#makeHeading(block, isOpen);
			case 'list':
				return this.#makeList(block, isOpen);
			case 'code': {
				const code = new CodeElement(block, isOpen, this.#tools);
				return {
					element: code.element,
					show: (next, isNextOpen) => next.type === 'code' && code.show(next, isNextOpen),
					end: () => code.end()
				};
			}
			case 'table': {
				const table = new TableElements(block, isOpen, this.#tools, this.#around);
				return {
					element: table.element,
					show: (next, isNextOpen) => next.type === 'table' && table.show(next, isNextOpen),
					end: () => table.end()
				};
			}
			case 'quote':
			case 'note':
			case 'group':
				return this.#makeContainer(block, isOpen);
			case 'rule':
				return { element: make('hr', BLOCK), show: ({ type }) => type === 'rule', end: nothing };
			case 'math': {
				const element = make('p', `${BLOCK} math`);
				const formula = isOpen
					? makeTex(block.text, true)
					: makeFormula(block.text, true, this.#tools.formulas);
				element.append(formula);
				return { element, show: () => false, end: nothing };
			}
			case 'plain': {
				const plain = new PlainElement(block);
				return { element: plain.element, show: (next) => plain.show(next), end: nothing };
			}
		}
	}

	#makeParagraph(block: Extract<Block, { type: 'paragraph' }>, isOpen: boolean): Shown {
		const element = make('p', classOf(block));
		const words = new WordsElements(element, this.#tools, {
			isInBlockQuote: this.#place.isInQuote === true
		});
		words.show(block.content, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== 'paragraph') return false;
				changeClass(element, classOf(next));
				words.show(next.content, isNextOpen);
				return true;
			},
			end: () => words.end()
		};
	}

	#makeHeading({ level, content }: Extract<Block, { type: 'heading' }>, isOpen: boolean): Shown {
		const element = make(
			HEADINGS[level - 1] ?? 'h6',
			`${BLOCK} ${level === 1 ? 'heading title' : 'heading'}`
		);
		const words = new WordsElements(element, this.#tools, {
			isInBlockQuote: this.#place.isInQuote === true
		});
		words.show(content, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== 'heading' || next.level !== level) return false;
				words.show(next.content, isNextOpen);
				return true;
			},
			end: () => words.end()
		};
	}

	#makeContainer(block: Container, isOpen: boolean): Shown {
		const element = make(block.type === 'quote' ? 'blockquote' : 'div');
		// A group is no block: those in it are set apart as if they stood beside it.
		if (block.type !== 'group') element.className = classOf(block);
		let inside: HTMLElement = element;
		if (block.type === 'note') {
			inside = make('div');
			const label = make('sup');
			label.textContent = block.label;
			element.append(label, inside);
			element.role = 'note';
			element.ariaLabel = nameOfNote(block.label);
		}
		const blocks = new BlockElements(inside, this.#tools, this.#placeIn(block));
		blocks.show(block.blocks, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== block.type) return false;
				if (next.type === 'note' && block.type === 'note' && next.label !== block.label)
					return false;
				if (next.type !== 'group') changeClass(element, classOf(next));
				blocks.show(next.blocks, isNextOpen);
				return true;
			},
			end: () => blocks.end()
		};
	}

	#placeIn({ type }: Container): BlocksPlace {
		if (type === 'group') return this.#place;
		const isInQuote = type === 'quote' || this.#place.isInQuote === true;
		return { isInQuote, within: 'quote' };
	}

	#makeList(block: List, isOpen: boolean): Shown {
		const element = make(block.start === undefined ? 'ul' : 'ol', classOf(block));
		if (block.start !== undefined) element.setAttribute('start', String(block.start));
		const written: WrittenItem[] = [];
		const show = (list: List, isListOpen: boolean) => {
			changeClass(element, classOf(list));
			const { items } = list;
			for (let at = 0; at < items.length; at += 1) {
				const item = items[at];
				if (item) this.#showItem(element, written, at, item, isListOpen && at === items.length - 1);
			}
			if (written.length === items.length) return;
			for (const { element: late, blocks } of written.splice(items.length)) {
				late.remove();
				blocks.end();
			}
		};
		show(block, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== 'list' || next.start !== block.start) return false;
				show(next, isNextOpen);
				return true;
			},
			end() {
				for (const { blocks } of written) blocks.end();
			}
		};
	}

	#showItem(
		list: Element,
		items: WrittenItem[],
		at: number,
		item: ListItem,
		isOpen: boolean
	): void {
		let known = items[at];
		if (known?.item === item && known.isOpen === isOpen) {
			if (isOpen) this.#tools.caret.stay();
			return;
		}
		if (known?.item.isDone !== item.isDone) {
			known?.blocks.end();
			known?.element.remove();
			known = undefined;
		}
		if (!known) {
			const element = makeItem(item);
			const place = { ...this.#place, within: 'list' as const };
			const blocks = new BlockElements(element, this.#tools, place);
			known = { item, isOpen, element, blocks };
			items[at] = known;
			list.insertBefore(element, items[at + 1]?.element ?? null);
		}
		known.item = item;
		known.isOpen = isOpen;
		known.blocks.show(item.blocks, isOpen);
	}
}

type Container = Extract<Block, { type: 'quote' | 'note' | 'group' }>;

interface WrittenItem {
	item: ListItem;
	isOpen: boolean;
	element: HTMLLIElement;
	blocks: BlockElements;
}

/** For the levels from 1: below the headings of the page and of the pane, whether one `#` begins an answer or two. */
const HEADINGS = ['h3', 'h3', 'h4', 'h5', 'h6', 'h6'] as const;

function makeItem({ isDone }: ListItem): HTMLLIElement {
	const element = make('li');
	if (isDone === undefined) return element;
	element.className = 'task';
	const box = make('input');
	box.type = 'checkbox';
	box.disabled = true;
	box.checked = isDone;
	box.ariaLabel = isDone ? 'Done' : 'Not done';
	element.append(box);
	return element;
}

/** The texts of the page itself are English. */
const PAGE_DIRECTION = 'ltr';

/** Every block has it, beside what it is. */
const BLOCK = 'block';

function classOf(block: Extract<Block, { type: 'paragraph' | 'list' | 'quote' | 'note' }>): string {
	if (block.type === 'note') return `${BLOCK} note`;
	const kind = CLASSES[block.type === 'list' && block.isLoose ? 'loose' : block.type];
	return block.isContinued ? `${kind} continued` : kind;
}

const CLASSES = {
	paragraph: BLOCK,
	quote: `${BLOCK} quote`,
	list: `${BLOCK} tight`,
	loose: `${BLOCK} loose`
};

function nothing(): void {
	// What is only elements ends with them.
}
