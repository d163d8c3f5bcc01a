import { createGrowingJson } from '#lib/core/json/growing-json.ts';
import { isTellingJson } from '#lib/core/json/is-telling-json.ts';
import type { GrowingText } from '#lib/core/markdown/growing-markdown.ts';
import { createSentenceReader } from '#lib/core/markdown/sentence-reader.ts';
import type { Clock } from '#lib/core/ports.ts';

/** About what a screen reader speaks at its usual speed: 180 words of five letters a minute. */
const MS_PER_CHARACTER = 60;
const SHORTEST_MS = 1500;
/** Sentences are told together up to this length, so that few announcements cut each other off. */
const MOST_CHARACTERS = 240;
/** More is not read out once the answer is whole: whoever listens can go through it at their own speed then. */
const MOST_AT_END = 600;

/** What a region that is read aloud says while an answer is written: sentences that are finished, no faster than speech. */
export class SpokenAnswer {
	readonly #clock: Clock;
	#text = $state('');
	#reader = createSentenceReader();
	#json = createGrowingJson();
	/** It has been said that the answer is data. */
	#isData = false;
	#read = 0;
	#waiting: string[] = [];
	#cancel: (() => void) | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** The sentences that are spoken now. */
	get text(): string {
		return this.#text;
	}

	/** Another answer begins. @param from how much of it was there before, and is not spoken */
	begin(from: number): void {
		this.#cancel?.();
		this.#cancel = undefined;
		this.#text = '';
		this.#reader = createSentenceReader();
		this.#json = createGrowingJson();
		this.#isData = false;
		this.#read = from;
		this.#waiting = [];
	}

	/** Takes in what is new. @param isWhole nothing follows */
	read(growing: GrowingText, isWhole: boolean): void {
		const isText = !this.#mayBeData(growing, isWhole);
		if (isText && growing.length > this.#read) {
			this.#waiting.push(...this.#reader.add(growing.from(this.#read)));
			this.#read = growing.length;
		}
		if (isWhole) {
			this.#waiting.push(...this.#reader.end());
			const left = this.#waiting.reduce((sum, { length }) => sum + length, 0);
			if (left > MOST_AT_END)
				this.#waiting = ['The answer is whole. The rest of it is on the page.'];
		}
		if (!this.#cancel) this.#speak();
	}

	/** Nobody wants data read out, and what may become data waits. Only where more follows it, that is spoken. */
	#mayBeData(growing: GrowingText, isWhole: boolean): boolean {
		const json = this.#json;
		const isBroken = () => json.state === 'broken';
		if (isBroken()) return false;
		json.add(growing.from(json.length));
		const { root } = json;
		if (root && isTellingJson(root, json.state === 'whole' && isWhole)) {
			if (!this.#isData) this.#waiting.push('The answer is data. It is on the page.');
			this.#isData = true;
			this.#read = Math.max(this.#read, growing.length);
			return true;
		}
		return !isBroken() && !isWhole;
	}

	#speak() {
		this.#cancel = undefined;
		let text = this.#waiting.shift();
		if (text === undefined) return;
		for (
			let next = this.#waiting[0];
			next !== undefined && text.length + next.length < MOST_CHARACTERS;
			next = this.#waiting[0]
		) {
			text += ` ${next}`;
			this.#waiting.shift();
		}
		this.#text = text;
		const spokenMs = Math.max(SHORTEST_MS, text.length * MS_PER_CHARACTER);
		this.#cancel = this.#clock.after(spokenMs, () => this.#speak());
	}
}
