import { errorText } from '#lib/core/error-text.ts';
import type { StoredChat } from '#lib/core/chats/chat-records.ts';
import { listChats } from '#lib/core/chats/read-chats.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import type { ListStatus } from './list-status.ts';

/** The chats that are kept, of the workspace that is shown. */
export class ChatList {
	readonly #store: RecordStore;
	readonly #isShown: (workspace: string) => boolean;
	#every = $state.raw<readonly StoredChat[]>([]);
	#status = $state.raw<ListStatus>({ state: 'closed' });
	/** Counts the readings: what an older one still brings is not shown. */
	#reading = 0;

	/** The last used first. */
	readonly all: readonly StoredChat[] = $derived(
		this.#every.filter(({ workspace }) => this.#isShown(workspace))
	);

	constructor(store: RecordStore, isShown: (workspace: string) => boolean) {
		this.#store = store;
		this.#isShown = isShown;
	}

	get status(): ListStatus {
		return this.#status;
	}

	/** Reads which there are. Rejects never: what keeps them from being read is the status. */
	readonly reload = async (): Promise<void> => {
		this.#reading += 1;
		const reading = this.#reading;
		try {
			const every = await listChats(this.#store);
			if (reading !== this.#reading) return;
			this.#every = every;
			this.#status = { state: 'ready' };
		} catch (error) {
			if (reading === this.#reading) this.#status = { state: 'failed', problem: errorText(error) };
		}
	};
}
