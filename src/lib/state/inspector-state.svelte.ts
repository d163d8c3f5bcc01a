import { untrack } from 'svelte';
import type { Message } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { FrameScheduler } from '#lib/core/ports.ts';
import { createRowMaker, searchText, type InspectedRow } from './inspected-rows.ts';

/** How many rows the list shows; the newest. */
const SHOWN = 500;

/** The bus, live. It watches only while the page is open; before that the journal has it. */
export class InspectorState {
	readonly #bus: Bus;
	readonly #frames: FrameScheduler;
	readonly #maker = createRowMaker();
	#messages = $state.raw<readonly Message[]>([]);
	#isPaused = $state(false);
	/** Every word of it must occur in a row, in any case of letters. */
	filter = $state('');
	/** Neighbouring chunks of one answer make one row. */
	joinsChunks = $state(true);

	readonly #fitting: readonly InspectedRow[] = $derived.by(() => {
		const rows = this.#maker.rows(this.#messages, this.joinsChunks);
		const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
		return words.length === 0 ? rows : rows.filter((row) => holds(row, words));
	});
	/** The newest rows that fit the filter, oldest first. */
	readonly shown: readonly InspectedRow[] = $derived(this.#fitting.slice(-SHOWN));

	constructor(bus: Bus, frames: FrameScheduler) {
		this.#bus = bus;
		this.#frames = frames;
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	/** How many messages the list was made of. */
	get messageCount(): number {
		return this.#messages.length;
	}

	/** How many rows fit the filter, shown or not. */
	get fittingCount(): number {
		return this.#fitting.length;
	}

	/** Begins to watch; returns the end of it. */
	readonly watch = (): (() => void) => {
		const show = () => {
			if (!this.#isPaused) this.#messages = this.#bus.journal.messages();
		};
		// Called while a component is set up: a pause must not set it up anew.
		untrack(show);
		return this.#bus.subscribe({}, () => {
			if (!this.#isPaused) this.#frames.schedule(show);
		});
	};

	/** Holds the list still; messages go on to the journal. */
	readonly togglePause = (): void => {
		this.#isPaused = !this.#isPaused;
		if (!this.#isPaused) this.#messages = this.#bus.journal.messages();
	};

	/** Every message of the rows shown, one JSON text a line. */
	toJsonLines(): string {
		return this.shown
			.flatMap(({ messages }) => messages)
			.map((message) => `${JSON.stringify(message)}\n`)
			.join('');
	}
}

function holds(row: InspectedRow, words: readonly string[]): boolean {
	const text = searchText(row);
	return words.every((word) => text.includes(word));
}
