import type { AnswerTools } from './answer-tools.ts';
import { BlockElements } from './block-elements.ts';
import { Caret } from './caret.ts';
import { make } from './make-element.ts';
import type { Chapter, Section } from './sections.ts';

/** As in the style of an answer. */
const LINE_HEIGHT = 1.6;

/** Each is dozens of elements; those after them stay TeX. */
const MAX_FORMULAS = 500;

interface WrittenSection {
	section: Section;
	isOpen: boolean;
	element: HTMLElement;
	blocks: BlockElements;
}

interface WrittenChapter {
	chapter: Chapter;
	isOpen: boolean;
	element: HTMLElement;
	sections: WrittenSection[];
}

/**
 * The elements of an answer, made and changed by hand: the blocks that are new, and the one that grows. A framework's own way
 * costs several times as much for each word, since it looks at everything that stands around it as well. Nothing is ever made
 * from HTML.
 */
export class AnswerElements {
	readonly #tools: AnswerTools;
	readonly #chapters: WrittenChapter[] = [];

	/** @param page what the page can do; `copy` and `download` are asked for when they are used */
	constructor(page: Pick<AnswerTools, 'copy' | 'download' | 'evidence'>) {
		this.#tools = {
			get copy() {
				return page.copy;
			},
			get download() {
				return page.download;
			},
			evidence: page.evidence,
			formulas: { left: MAX_FORMULAS },
			caret: new Caret()
		};
	}

	/** @param isStreaming more is still to come */
	show(place: Element, chapters: readonly Chapter[], isStreaming: boolean): void {
		this.#tools.caret.begin();
		for (const [at, chapter] of chapters.entries()) {
			this.#showChapter(place, at, chapter, isStreaming && at === chapters.length - 1);
		}
		for (const { element, sections } of this.#chapters.splice(chapters.length)) {
			element.remove();
			for (const { blocks } of sections) blocks.remove();
		}
		this.#tools.caret.finish();
	}

	/** Takes all of it away. */
	clear(): void {
		for (const { element, sections } of this.#chapters.splice(0)) {
			element.remove();
			for (const { blocks } of sections) blocks.remove();
		}
	}

	#showChapter(place: Element, at: number, chapter: Chapter, isOpen: boolean): void {
		let known = this.#chapters[at];
		if (known?.chapter === chapter && known.isOpen === isOpen) {
			if (isOpen) this.#tools.caret.stay();
			return;
		}
		if (!known) {
			known = { chapter, isOpen, element: make('div', 'chapter'), sections: [] };
			this.#chapters.push(known);
			setHeight(known.element, chapter.lines);
			place.append(known.element);
		} else if (heightOf(known.chapter.lines) !== heightOf(chapter.lines)) {
			setHeight(known.element, chapter.lines);
		}
		known.chapter = chapter;
		known.isOpen = isOpen;
		for (const [place, section] of chapter.sections.entries()) {
			const isLast = place === chapter.sections.length - 1;
			this.#showSection(known, place, section, isOpen && isLast);
		}
		for (const { element, blocks } of known.sections.splice(chapter.sections.length)) {
			element.remove();
			blocks.remove();
		}
	}

	#showSection(chapter: WrittenChapter, at: number, section: Section, isOpen: boolean): void {
		let known = chapter.sections[at];
		if (known?.section === section && known.isOpen === isOpen) {
			if (isOpen) this.#tools.caret.stay();
			return;
		}
		if (!known) {
			const element = make('div', 'section');
			known = { section, isOpen, element, blocks: new BlockElements(element, this.#tools) };
			chapter.sections.push(known);
			setHeight(element, section.lines);
			chapter.element.append(element);
		} else if (heightOf(known.section.lines) !== heightOf(section.lines)) {
			setHeight(known.element, section.lines);
		}
		known.section = section;
		known.isOpen = isOpen;
		known.blocks.show(section.blocks, isOpen);
	}
}

/**
 * In steps of an eighth to a quarter, so that it does not change with every word. The browser knows better once it has laid
 * it out.
 */
function heightOf(lines: number): number {
	const step = 10 * 2 ** Math.max(0, Math.floor(Math.log2(lines / 40)));
	return Math.ceil(lines / step) * step * LINE_HEIGHT;
}

function setHeight(element: HTMLElement, lines: number): void {
	element.style.containIntrinsicBlockSize = `auto ${heightOf(lines)}em`;
}
