import { mount, unmount } from 'svelte';
import type { Code } from '#lib/core/markdown/block.ts';
import type { AnswerTools } from './answer-tools.ts';
import './code.css';
import { CodeLines } from './code-lines.ts';
import CodeTools from './CodeTools.svelte';
import { inPortions } from './in-portions.ts';
import { loadedHighlighting, loadHighlighting, type Highlighting } from './load-highlighting.ts';
import { make } from './make-element.ts';
import { plainLines } from './plain-lines.ts';

/** Some hundred lines. */
const CHUNKS_PER_STEP = 4;

/**
 * Code as it was written, in colours where its language is known, with the name of the language and ways to wrap long lines,
 * to copy and to save it. What colours is loaded when code first comes; until then, and without it, code is plain.
 */
export class CodeElement {
	readonly element = make('figure', 'block code-block');
	readonly #tools: Pick<AnswerTools, 'copy' | 'download' | 'caret' | 'clock'>;
	readonly #caption: Record<string, unknown>;
	#inside = make('code');
	readonly #language: string;
	#chunks: readonly string[] = [];
	#isOpen = false;
	#lines: CodeLines;
	#hasEnded = false;

	constructor(
		code: Code,
		isOpen: boolean,
		tools: Pick<AnswerTools, 'copy' | 'download' | 'caret' | 'clock'>
	) {
		this.#tools = tools;
		this.#language = code.language;
		const frame = make('pre');
		frame.role = 'group';
		frame.ariaLabel = code.language === '' ? 'Code' : `Code, ${code.language}`;
		// What scrolls has to be reachable by the keyboard.
		frame.tabIndex = 0;
		frame.append(this.#inside);
		const caption = make('figcaption');
		this.#caption = mount(CodeTools, {
			target: caption,
			props: {
				language: code.language,
				code: () => this.#chunks.join(''),
				wrap: (isWrapped: boolean) => frame.classList.toggle('wrapped', isWrapped),
				get copy() {
					return tools.copy;
				},
				get download() {
					return tools.download;
				}
			}
		});
		this.element.append(caption, frame);
		const highlighting = loadedHighlighting(code.language);
		this.#lines = this.#begin(highlighting ?? plainLines);
		this.show(code, isOpen);
		if (!highlighting) void this.#colour();
	}

	/** `false` where it is code in another language. */
	show(code: Code, isOpen: boolean): boolean {
		if (code.language !== this.#language) return false;
		this.#chunks = code.chunks;
		this.#isOpen = isOpen;
		this.#lines.show(code.chunks, isOpen);
		return true;
	}

	/** Ends what goes on in the element; it is not removed. */
	end(): void {
		this.#hasEnded = true;
		void unmount(this.#caption);
	}

	#begin(highlighting: Highlighting, inside = this.#inside): CodeLines {
		return new CodeLines(inside, this.#tools.caret, highlighting);
	}

	async #colour(): Promise<void> {
		const highlighting = await loadHighlighting(this.#language);
		if (!highlighting) return;
		const steps = this.#colourSteps(highlighting);
		const { clock } = this.#tools;
		// Hundreds may have waited for the same language.
		if (clock) clock.after(0, () => void inPortions(steps, clock));
		else while (!steps.next().done);
	}

	/** Long code is made anew beside what is shown, which keeps its height so long. */
	*#colourSteps(highlighting: Highlighting): Generator<undefined, void> {
		const inside = make('code');
		const lines = this.#begin(highlighting, inside);
		for (let count = CHUNKS_PER_STEP; count < this.#chunks.length; count += CHUNKS_PER_STEP) {
			if (this.#hasEnded) return;
			lines.show(this.#chunks.slice(0, count), false);
			yield;
		}
		if (this.#hasEnded) return;
		lines.show(this.#chunks, this.#isOpen);
		this.#inside.replaceWith(inside);
		this.#inside = inside;
		this.#lines = lines;
	}
}
