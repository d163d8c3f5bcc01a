import type { Block, List, ListItem } from '#lib/core/markdown/block.ts';
import type { AnswerTools } from './answer-tools.ts';
import { CodeElement } from './code-element.ts';
import { makeFormula, makeTex } from './formula-element.ts';
import { changeText, make } from './make-element.ts';
import { TableElements } from './table-elements.ts';
import { WordsElements } from './words-elements.ts';

/** The elements of one block. */
interface Shown {
	element: Element;
	/** Becomes `block`; `false` where that takes another element. */
	show: (block: Block, isOpen: boolean) => boolean;
	/** Ends what goes on in the elements; they are not removed. */
	remove: () => void;
}

interface Written extends Shown {
	block: Block;
	isOpen: boolean;
}

/**
 * The elements of blocks that stand in one parent. Blocks are told apart by their place, so that one that grows, grows in
 * place; one that is the same object as before is not looked into.
 */
export class BlockElements {
	readonly #parent: Element;
	readonly #tools: AnswerTools;
	readonly #isInQuote: boolean;
	readonly #written: Written[] = [];

	constructor(parent: Element, tools: AnswerTools, isInQuote = false) {
		this.#parent = parent;
		this.#tools = tools;
		this.#isInQuote = isInQuote;
	}

	/** @param isOpen more of the last one is still to come */
	show(blocks: readonly Block[], isOpen: boolean): void {
		for (let at = 0; at < blocks.length; at += 1) {
			const block = blocks[at];
			if (block) this.#showAt(at, block, isOpen && at === blocks.length - 1);
		}
		if (this.#written.length === blocks.length) return;
		for (const { element, remove } of this.#written.splice(blocks.length)) {
			element.remove();
			remove();
		}
	}

	remove(): void {
		for (const { remove } of this.#written) remove();
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
			return;
		}
		const shown = this.#make(block, isOpen);
		this.#written[at] = { ...shown, block, isOpen };
		if (known) {
			known.element.replaceWith(shown.element);
			known.remove();
		} else this.#parent.append(shown.element);
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
					remove: () => code.remove()
				};
			}
			case 'table': {
				const table = new TableElements(block, isOpen, this.#tools);
				return {
					element: table.element,
					show: (next, isNextOpen) => next.type === 'table' && table.show(next, isNextOpen),
					remove: () => table.remove()
				};
			}
			case 'quote':
			case 'note':
			case 'group':
				return this.#makeContainer(block, isOpen);
			case 'rule':
				return { element: make('hr', BLOCK), show: ({ type }) => type === 'rule', remove: nothing };
			case 'math': {
				const element = make('p', `${BLOCK} math`);
				const formula = isOpen
					? makeTex(block.text, true)
					: makeFormula(block.text, true, this.#tools.formulas);
				element.append(formula);
				return { element, show: () => false, remove: nothing };
			}
			case 'plain':
				return makePlain(block.chunks);
		}
	}

	#makeParagraph(block: Extract<Block, { type: 'paragraph' }>, isOpen: boolean): Shown {
		let shown = block;
		const element = make('p', classOf(block));
		const words = new WordsElements(element, this.#tools, { isInBlockQuote: this.#isInQuote });
		words.show(block.content, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== 'paragraph') return false;
				if (next.isContinued !== shown.isContinued) element.className = classOf(next);
				shown = next;
				words.show(next.content, isNextOpen);
				return true;
			},
			remove: () => words.remove()
		};
	}

	#makeHeading({ level, content }: Extract<Block, { type: 'heading' }>, isOpen: boolean): Shown {
		const element = make(
			HEADINGS[level - 1] ?? 'h6',
			`${BLOCK} ${level === 1 ? 'heading title' : 'heading'}`
		);
		const words = new WordsElements(element, this.#tools, { isInBlockQuote: this.#isInQuote });
		words.show(content, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== 'heading' || next.level !== level) return false;
				words.show(next.content, isNextOpen);
				return true;
			},
			remove: () => words.remove()
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
		}
		const blocks = new BlockElements(
			inside,
			this.#tools,
			block.type === 'quote' || this.#isInQuote
		);
		blocks.show(block.blocks, isOpen);
		return {
			element,
			show(next, isNextOpen) {
				if (next.type !== block.type) return false;
				if (next.type === 'note' && block.type === 'note' && next.label !== block.label)
					return false;
				blocks.show(next.blocks, isNextOpen);
				return true;
			},
			remove: () => blocks.remove()
		};
	}

	#makeList(block: List, isOpen: boolean): Shown {
		const element = make(block.start === undefined ? 'ul' : 'ol', classOf(block));
		if (block.start !== undefined) element.setAttribute('start', String(block.start));
		let shown = block;
		const written: WrittenItem[] = [];
		const show = (list: List, isListOpen: boolean) => {
			if (list.isLoose !== shown.isLoose || list.isContinued !== shown.isContinued) {
				element.className = classOf(list);
			}
			shown = list;
			const { items } = list;
			for (let at = 0; at < items.length; at += 1) {
				const item = items[at];
				if (item) this.#showItem(element, written, at, item, isListOpen && at === items.length - 1);
			}
			if (written.length === items.length) return;
			for (const { element: late, blocks } of written.splice(items.length)) {
				late.remove();
				blocks.remove();
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
			remove() {
				for (const { blocks } of written) blocks.remove();
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
			known?.blocks.remove();
			known?.element.remove();
			known = undefined;
		}
		if (!known) {
			const element = makeItem(item);
			const blocks = new BlockElements(element, this.#tools, this.#isInQuote);
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

/** What keeps its line breaks, in pieces: a browser lays out one long run of text anew with every word that is added. */
function makePlain(chunks: readonly string[]): Shown {
	const element = make('pre', `${BLOCK} plain`);
	const texts: { node: Text; text: string }[] = [];
	const show = (wanted: readonly string[]) => {
		for (const [at, text] of wanted.entries()) {
			const known = texts[at];
			if (known) {
				changeText(known.node, known.text, text);
				known.text = text;
				continue;
			}
			const node = document.createTextNode(text);
			const chunk = make('span', 'chunk');
			chunk.append(node);
			element.append(chunk);
			texts.push({ node, text });
		}
		for (const { node } of texts.splice(wanted.length)) node.parentElement?.remove();
	};
	show(chunks);
	return {
		element,
		show(next) {
			if (next.type !== 'plain') return false;
			show(next.chunks);
			return true;
		},
		remove: nothing
	};
}

function nothing(): void {
	// What is only elements ends with them.
}
