import { definitionSteps } from '#lib/core/markdown/definition-steps.ts';
import {
	createGrowingMarkdown,
	stringOf,
	type GrowingText
} from '#lib/core/markdown/growing-markdown.ts';
import type { Clock } from '#lib/core/ports.ts';
import { AnswerElements } from './answer-elements.ts';
import { inPortions } from './in-portions.ts';
import { RestOfAnswer } from './rest-of-answer.ts';

/** In characters. So much costs no more than a frame or two, and is shown whole. */
const AT_ONCE = 64 * 1024;

/** Of a longer text, several screens are shown first. */
const BEGINNING = 8 * 1024;

/** A millisecond or two, but for a text that is all code or quotes. */
const STEP = 2 * 1024;

/** A text of which more than can be shown at once is not shown yet. */
interface Coming {
	source: string | GrowingText;
	/** All of it. */
	text: string;
	isStreaming: boolean;
	/** How much of it is shown. */
	shown: number;
}

/**
 * An answer as it is shown. What comes of it is shown as it comes; where much is there at once, as when a stored answer is
 * opened, its beginning is shown at once and the rest in portions that leave the page to others in between. That is done as
 * if the text were streamed, so that it ends the same.
 */
export class ShownAnswer {
	readonly #elements: AnswerElements;
	readonly #clock: Clock | undefined;
	#markdown = createGrowingMarkdown();
	/** What was read and shown last. */
	#last: string | GrowingText = '';
	/** The text whose definitions were looked for before it is read. */
	#lookedThrough: string | undefined;

	constructor(page: ConstructorParameters<typeof AnswerElements>[0]) {
		this.#elements = new AnswerElements(page);
		this.#clock = page.clock;
	}

	/** @returns where not all is shown yet, what keeps the rest from coming */
	show(
		place: HTMLElement,
		text: string | GrowingText,
		isStreaming: boolean
	): (() => void) | undefined {
		this.#forgetDefinitionsOfOther(text);
		const coming = this.#comingOf(text, isStreaming);
		if (coming && this.#clock) return this.#showInPortions(place, coming, this.#clock);
		place.ariaLive = null;
		this.#showAll(place, text, isStreaming);
		return undefined;
	}

	/** Takes all of it away. */
	clear(): void {
		this.#elements.clear();
		this.#last = '';
	}

	#forgetDefinitionsOfOther(text: string | GrowingText): void {
		if (this.#lookedThrough === undefined || stringOf(text) === this.#lookedThrough) return;
		this.#lookedThrough = undefined;
		this.#markdown = createGrowingMarkdown();
		this.#last = '';
	}

	#comingOf(source: string | GrowingText, isStreaming: boolean): Coming | undefined {
		const { length } = source;
		// What is streamed comes in small pieces, and is not compared with what was before: that takes longer the more there is.
		const isPiece = source === this.#last || (isStreaming && length - this.#last.length <= AT_ONCE);
		if (!this.#clock || length <= AT_ONCE || isPiece || isUnseen()) return undefined;
		const text = stringOf(source);
		const last = stringOf(this.#last);
		const shown = text.slice(0, last.length) === last ? last.length : 0;
		if (length - shown <= AT_ONCE) return undefined;
		return { source, text, isStreaming, shown };
	}

	#showAll(place: Element, text: string | GrowingText, isStreaming: boolean): void {
		const view = isStreaming ? this.#markdown.update(text) : this.#markdown.finish(text);
		this.#elements.show(place, view, isStreaming);
		this.#last = text;
	}

	#showInPortions(place: HTMLElement, coming: Coming, clock: Clock): () => void {
		const { source, text, isStreaming } = coming;
		const rest = new RestOfAnswer(place, text.length);
		const ended = new AbortController();
		const { signal } = ended;
		let stop = () => {};
		const end = () => {
			ended.abort();
			stop();
			rest.remove();
		};
		const finish = () => {
			end();
			this.#showAll(place, source, isStreaming);
		};
		// Nothing new is said: in a chat it would be read out.
		place.ariaLive = 'off';
		stop = inPortions(this.#steps(place, coming, rest), clock, finish);
		// Whoever takes all of it, takes it now.
		addEventListener('beforeprint', finish, { signal });
		const copied = () => rest.isSelected && finish();
		document.addEventListener('copy', copied, { signal, capture: true });
		return end;
	}

	/** Shows all but the last step. */
	*#steps(place: Element, coming: Coming, rest: RestOfAnswer): Generator<undefined, void> {
		const { text, isStreaming } = coming;
		const isAfresh = coming.shown === 0;
		this.#showTo(place, coming, Math.max(BEGINNING, endOfStep(coming)));
		rest.shrink(coming.shown, this.#elements.height);
		yield;
		// A text that goes on may define more, and what it defines last may be cut.
		if (isAfresh && !isStreaming && text.includes(']:')) {
			// What refers to them would have to be read and shown again at the end, in one go.
			this.#markdown = createGrowingMarkdown(yield* definitionSteps(text));
			this.#lookedThrough = text;
			this.#showTo(place, coming, coming.shown);
			yield;
		}
		while (endOfStep(coming) < text.length && !isUnseen()) {
			this.#showTo(place, coming, endOfStep(coming));
			rest.shrink(coming.shown, this.#elements.height);
			yield;
		}
	}

	#showTo(place: Element, coming: Coming, end: number): void {
		coming.shown = end;
		this.#last = coming.text.slice(0, end);
		this.#elements.showPart(place, this.#markdown.update(this.#last));
	}
}

/** After a line where one ends nearby. */
function endOfStep({ text, shown }: Coming): number {
	const end = shown + STEP;
	const lineEnd = text.slice(end, end + STEP).indexOf('\n');
	return lineEnd === -1 ? end : end + lineEnd + 1;
}

/** A hidden page is not waited for, and its timers are held back: what it has to show is shown in one go. */
function isUnseen(): boolean {
	return document.hidden;
}
