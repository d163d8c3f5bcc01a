import type { Message } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { FrameScheduler } from '#lib/core/ports.ts';

/** A message as the inspector lists it. */
export interface InspectedMessage {
	message: Message;
	/** The message as JSON, in UTF-16 units. */
	size: number;
}

/** How many messages the list shows; the newest. */
const SHOWN = 500;

/** The bus, live. It watches only while the page is open; before that the journal has it. */
export class InspectorState {
	readonly #bus: Bus;
	readonly #frames: FrameScheduler;
	#messages = $state.raw<readonly Message[]>([]);
	#isPaused = $state(false);
	filter = $state('');

	readonly shown: readonly InspectedMessage[] = $derived(
		this.#messages
			.filter((message) => fits(message, this.filter))
			.slice(-SHOWN)
			.map((message) => ({ message, size: JSON.stringify(message).length }))
	);

	constructor(bus: Bus, frames: FrameScheduler) {
		this.#bus = bus;
		this.#frames = frames;
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	/** How many messages fit the filter's place in the journal, before it is applied. */
	get total(): number {
		return this.#messages.length;
	}

	/** Begins to watch; returns the end of it. */
	readonly watch = (): (() => void) => {
		const show = () => {
			if (!this.#isPaused) this.#messages = this.#bus.journal.messages();
		};
		show();
		return this.#bus.subscribe({}, () => {
			if (!this.#isPaused) this.#frames.schedule(show);
		});
	};

	/** Holds the list still; messages go on to the journal. */
	readonly togglePause = (): void => {
		this.#isPaused = !this.#isPaused;
		if (!this.#isPaused) this.#messages = this.#bus.journal.messages();
	};
}

/** Every word of the filter must occur in the message: in its type, ids or content. */
function fits(message: Message, filter: string): boolean {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return true;
	const text = JSON.stringify(message).toLowerCase();
	return words.every((word) => text.includes(word));
}
