import type { Block } from '#lib/core/markdown/block.ts';
import type { MarkdownView } from '#lib/core/markdown/growing-markdown.ts';
import type { AnswerTools } from './answer-tools.ts';
import { BlockElements } from './block-elements.ts';
import { Caret } from './caret.ts';
import { make } from './make-element.ts';
import { sectionAt } from './sections.ts';

/** As in the style of an answer. */
const LINE_HEIGHT = 1.6;

/** Each is dozens of elements; those after them stay TeX. */
const MAX_FORMULAS = 500;

/** A long answer has hundreds of sections, too many for a browser to look through with every word that is added. */
const SECTIONS_PER_CHAPTER = 20;

/** Something whose height is estimated as long as it is out of view. */
interface Estimated {
	element: HTMLElement;
	/** About how many lines of text it is high. */
	lines: number;
	/** What the browser was told, in `em`; 0 as long as it was told nothing. */
	height: number;
}

interface WrittenSection extends Estimated {
	/** More may come into it. */
	isOpen: boolean;
	blocks: BlockElements;
}

/**
 * The elements of an answer, made and changed by hand: the blocks that are new, and the one that grows. A framework's own way
 * costs several times as much for each word, since it looks at everything that stands around it as well. Nothing is ever made
 * from HTML.
 */
export class AnswerElements {
	readonly #tools: AnswerTools;
	readonly #chapters: Estimated[] = [];
	readonly #sections: WrittenSection[] = [];
	#closed: readonly Block[] = [];
	#edition: number | undefined;
	/** The first sections, which are full of finished blocks and not looked at again, and how many blocks these are. */
	#full = { sections: 0, blocks: 0 };

	/** @param page what the page can do; `copy` and `download` are asked for when they are used */
	constructor(page: Omit<AnswerTools, 'formulas' | 'caret'>) {
		this.#tools = {
			get copy() {
				return page.copy;
			},
			get download() {
				return page.download;
			},
			evidence: page.evidence,
			clock: page.clock,
			formulas: { left: MAX_FORMULAS },
			caret: new Caret()
		};
	}

	/**
	 * Shows what is new since the last time.
	 *
	 * @param isStreaming more is still to come
	 */
	show(place: Element, view: MarkdownView, isStreaming: boolean): void {
		const isNext = isStreaming && this.#edition !== undefined && view.edition === this.#edition + 1;
		this.#edition = view.edition;
		if (isNext && view.added !== undefined && this.#tools.caret.add(view.added)) return;
		this.#showAll(place, view, isStreaming);
	}

	/** Shows the beginning of a text that is there already: as `show` does while more is to come, but nobody is writing it. */
	showPart(place: Element, view: MarkdownView): void {
		this.show(place, view, true);
		this.#tools.caret.begin();
		this.#tools.caret.finish();
	}

	/** About how high all of it is, in `em`. */
	get height(): number {
		return this.#chapters.reduce((sum, { height }) => sum + height, 0);
	}

	#showAll(place: Element, view: MarkdownView, isStreaming: boolean): void {
		if (view.closed !== this.#closed) {
			this.#closed = view.closed;
			this.#full = { sections: 0, blocks: 0 };
		}
		this.#tools.caret.begin();
		const count = view.closed.length + view.open.length;
		let at = this.#full.sections;
		for (let start = this.#full.blocks; start < count; at += 1) {
			const { blocks, lines } = sectionAt(view, start, at);
			start += blocks.length;
			const isLast = start >= count;
			const section = this.#sections[at] ?? this.#addSection(place, at);
			section.blocks.show(blocks, isStreaming && isLast);
			this.#estimate(section, at, lines, isStreaming && isLast);
			if (!isLast && start <= view.closed.length) this.#full = { sections: at + 1, blocks: start };
		}
		if (at < this.#sections.length) this.#shorten(at);
		this.#tools.caret.finish();
	}

	/** Takes all of it away. */
	clear(): void {
		this.#shorten(0);
		this.#closed = [];
		this.#edition = undefined;
	}

	#addSection(place: Element, at: number): WrittenSection {
		const chapterAt = Math.floor(at / SECTIONS_PER_CHAPTER);
		let chapter = this.#chapters[chapterAt];
		if (!chapter) {
			chapter = { element: make('div', 'chapter'), lines: 0, height: 0 };
			this.#chapters.push(chapter);
			place.append(chapter.element);
		}
		const element = make('div', 'section');
		const blocks = new BlockElements(element, this.#tools);
		const section = { element, lines: 0, height: 0, isOpen: true, blocks };
		this.#sections.push(section);
		chapter.element.append(element);
		return section;
	}

	/** An open section is as high as the style says until it has been laid out: to be told more costs a layout each time. */
	#estimate(section: WrittenSection, at: number, lines: number, isOpen: boolean): void {
		const more = lines - section.lines;
		if (more === 0 && section.isOpen === isOpen) return;
		section.isOpen = isOpen;
		section.lines = lines;
		if (!isOpen) tellHeight(section);
		const chapter = this.#chapters[Math.floor(at / SECTIONS_PER_CHAPTER)];
		if (!chapter) return;
		chapter.lines += more;
		tellHeight(chapter);
	}

	#shorten(count: number): void {
		for (let at = this.#sections.length - 1; at >= count; at -= 1) {
			const section = this.#sections[at];
			if (!section) continue;
			this.#estimate(section, at, 0, false);
			section.blocks.end();
			section.element.remove();
		}
		this.#sections.length = count;
		const chapters = Math.ceil(count / SECTIONS_PER_CHAPTER);
		for (const { element } of this.#chapters.splice(chapters)) element.remove();
	}
}

function tellHeight(part: Estimated): void {
	const height = heightOf(part.lines);
	if (height === part.height) return;
	part.height = height;
	part.element.style.containIntrinsicBlockSize = `auto ${height}em`;
}

/**
 * In steps of an eighth to a quarter, so that it does not change with every word. The browser knows better once it has laid it
 * out.
 */
function heightOf(lines: number): number {
	const step = 2 ** Math.max(0, Math.floor(Math.log2(lines / 4)));
	return Math.ceil(lines / step) * step * LINE_HEIGHT;
}
