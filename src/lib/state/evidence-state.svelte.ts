import type { Place } from '#lib/core/grounding/quote-finder.ts';
import type { DraftState } from './draft-state.svelte.ts';
import type { RunRecord, RunState } from './run-state.svelte.ts';

/** A place of the text that a run was given. */
export interface ShownPlace {
	text: string;
	place: Place;
}

/** What an answer's quotes are held against, and the place that a quote was followed to. */
export class EvidenceState {
	readonly #run: RunState;
	readonly #draft: DraftState;
	/** With what it belongs to: when that has changed, it is no longer shown. */
	#shown = $state.raw<{ record: RunRecord | undefined; draft: string; place: Place } | undefined>();
	/** The text that quotes are looked up in; empty where it is not known. */
	readonly text: string = $derived.by(() => this.#run.record?.request.content ?? '');
	/** The place that is shown in the text, until another run starts or the text is changed. */
	readonly shown: ShownPlace | undefined = $derived.by(() => {
		const shown = this.#shown;
		const isCurrent = shown?.record === this.#run.record && shown?.draft === this.#draft.content;
		return shown && isCurrent ? { text: this.text, place: shown.place } : undefined;
	});

	constructor(run: RunState, draft: DraftState) {
		this.#run = run;
		this.#draft = draft;
	}

	readonly show = (place: Place): void => {
		// A copy: the same place may be asked for again after the text was scrolled.
		this.#shown = { record: this.#run.record, draft: this.#draft.content, place: { ...place } };
	};

	readonly hide = (): void => {
		this.#shown = undefined;
	};
}
