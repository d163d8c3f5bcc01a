/** Something the person should know, with at most one thing to do about it. */
export interface Notice {
	id: number;
	tone: 'info' | 'warning' | 'bad';
	text: string;
	action?: { label: string; run: () => void };
}

/** How many are shown; an older one gives way. */
const SHOWN = 3;

/** What happened beside the page in view: stored, failed, undone. They stay until dismissed or replaced. */
export class NoticesState {
	#notices = $state.raw<readonly Notice[]>([]);
	#count = 0;

	get all(): readonly Notice[] {
		return this.#notices;
	}

	/** Shows a notice. One with the same text is replaced, not repeated. */
	show(notice: Omit<Notice, 'id'>): void {
		this.#count += 1;
		const others = this.#notices.filter(({ text }) => text !== notice.text);
		this.#notices = [...others, { ...notice, id: this.#count }].slice(-SHOWN);
	}

	readonly dismiss = (id: number): void => {
		this.#notices = this.#notices.filter((notice) => notice.id !== id);
	};

	/** Does what the notice offers, and takes it away. */
	readonly act = (notice: Notice): void => {
		this.dismiss(notice.id);
		notice.action?.run();
	};
}
