import { isAnswering, type ChatTurn } from '#lib/core/agents/chat-fold.ts';
import type { GrowingText } from '#lib/core/markdown/growing-markdown.ts';
import type { Clock } from '#lib/core/ports.ts';
import { SpokenAnswer } from './spoken-answer.svelte.ts';

/** What is read aloud of a chat while it is answered: one answer to its end, then the next. */
export class SpokenTurns {
	readonly #answer: SpokenAnswer;
	/** The request whose answer is being spoken. */
	#spoken: string | undefined;
	/** What stands there already was or can be read. */
	#isEntering = true;

	constructor(clock: Clock) {
		this.#answer = new SpokenAnswer(clock);
	}

	/** The sentences that are spoken now. */
	get text(): string {
		return this.#answer.text;
	}

	/** Another chat is shown. */
	enter(): void {
		this.#spoken = undefined;
		this.#isEntering = true;
		this.#answer.begin(0);
	}

	/** Takes in how the chat stands. @param own the turn to be spoken first, where several are answered */
	read(turns: readonly ChatTurn[], own: ChatTurn | undefined): void {
		let spoken = turns.find(({ requestId }) => requestId === this.#spoken);
		if (!spoken) {
			spoken = own ?? turns.findLast(({ status }) => isAnswering(status));
			if (spoken) this.#begin(spoken);
		}
		this.#isEntering = false;
		if (!spoken) return;
		const isWhole = !isAnswering(spoken.status);
		this.#answer.read(spoken.growing ?? asGrowing(spoken.text), isWhole);
		if (isWhole) this.#spoken = undefined;
	}

	#begin(turn: ChatTurn) {
		this.#spoken = turn.requestId;
		const isFromStart = turn.growing !== undefined && !this.#isEntering;
		this.#answer.begin(isFromStart ? 0 : turn.text.length);
	}
}

/** A text that was read from its record, as one that grows is read. */
function asGrowing(text: string): GrowingText {
	return { length: text.length, from: (start) => text.slice(start) };
}
