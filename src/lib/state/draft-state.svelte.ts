import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import type { Clock, RecordStore } from '#lib/core/ports.ts';
import { readSaved } from './read-saved.ts';
import type { TextPart } from './run-scope.ts';
import type { Saved } from './saved-schemas.ts';

/** A text to be analysed, and the name of the file it came from. */
export type Draft = Saved['draft'];

const SAVE_AFTER_MS = 400;
/** Texts above this length are counted when the typing pauses: counting one takes longer than a keystroke may. */
const COUNT_LATER_LENGTH = 200_000;
const COUNT_AFTER_MS = 250;

/** The text in the source pane: kept in the store as it is typed, and brought back by the next visit. */
export class DraftState {
	readonly #store: RecordStore;
	readonly #clock: Clock;
	readonly #key: string;
	#draft = $state.raw<Draft>({ content: '' });
	/** What New, Clear or another text replaced, latest last. */
	#replaced = $state.raw<readonly Draft[]>([]);
	#tokens = $state(0);
	#wasTouched = false;
	#isUnsaved = false;
	#cancelSave = () => {};
	#cancelCount = () => {};

	readonly words = $derived(countWords(this.#draft.content));

	/** @param key the record that the text is kept in: each page that one types into has its own */
	constructor(store: RecordStore, clock: Clock, key = 'analyse') {
		this.#store = store;
		this.#clock = clock;
		this.#key = key;
	}

	/** Brings back the last visit's text, unless something was typed meanwhile. */
	async restore(): Promise<void> {
		const saved = await readSaved('draft', await this.#store.get('drafts', this.#key));
		if (saved && !this.#wasTouched) this.#show(saved);
	}

	get content(): string {
		return this.#draft.content;
	}

	/** The file's name, where the text came from one. */
	get name(): string | undefined {
		return this.#draft.name;
	}

	get metadata(): Draft['metadata'] {
		return this.#draft.metadata;
	}

	get part(): TextPart | undefined {
		return this.#draft.part;
	}

	/** Estimated; follows a large text a moment later. */
	get tokens(): number {
		return this.#tokens;
	}

	get canUndo(): boolean {
		return this.#replaced.length > 0;
	}

	/** The person typed: the text changes in place, and is no part of another any more. */
	edit(content: string): void {
		this.#wasTouched = true;
		const { part: _, ...rest } = this.#draft;
		this.#show({ ...rest, content });
		this.#saveSoon();
	}

	/** Another text takes the place of this one, which `undo` brings back. */
	replace(draft: Draft): void {
		this.#wasTouched = true;
		if (this.#draft.content !== '') this.#replaced = [...this.#replaced.slice(-9), this.#draft];
		this.#show(draft);
		this.#saveSoon();
	}

	/** An empty source pane. */
	readonly clear = (): void => this.replace({ content: '' });

	/** Brings back what was replaced last. */
	readonly undo = (): void => {
		const last = this.#replaced.at(-1);
		if (!last) return;
		this.#replaced = this.#replaced.slice(0, -1);
		this.#show(last);
		this.#saveSoon();
	};

	/** Saves at once what is waiting to be saved. */
	readonly flush = (): void => {
		this.#cancelSave();
		if (!this.#isUnsaved) return;
		this.#isUnsaved = false;
		void this.#store.put('drafts', this.#key, this.#draft);
	};

	/** Brings `tokens` up to date with the text, however large it is. */
	readonly count = (): void => {
		this.#cancelCount();
		this.#tokens = estimateTokens(this.#draft.content);
	};

	#show(draft: Draft) {
		this.#draft = draft;
		this.#cancelCount();
		if (draft.content.length < COUNT_LATER_LENGTH) this.count();
		else this.#cancelCount = this.#clock.after(COUNT_AFTER_MS, this.count);
	}

	#saveSoon() {
		this.#isUnsaved = true;
		this.#cancelSave();
		this.#cancelSave = this.#clock.after(SAVE_AFTER_MS, this.flush);
	}
}

function countWords(text: string): number {
	let words = 0;
	let isInWord = false;
	for (let at = 0; at < text.length; at += 1) {
		const isSpace = text.charCodeAt(at) <= 32;
		if (!isSpace && !isInWord) words += 1;
		isInWord = !isSpace;
	}
	return words;
}
