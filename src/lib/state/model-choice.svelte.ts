import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import { chooseModel } from '#lib/core/catalog/choose-model.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { readSaved } from './read-saved.ts';
import type { Saved } from './saved-schemas.ts';
import type { ServerState } from './server-state.svelte.ts';

type SavedModels = Saved['models'];
const PREFIX = 'models:';

/** Which chat and which embedding model are used, remembered for each server. */
export class ModelChoice {
	readonly #server: ServerState;
	readonly #store: RecordStore;
	/** By the server's address. */
	#saved = $state.raw<Readonly<Record<string, SavedModels>>>({});

	/** The chat model in use: the person's choice, else the default, else the first loaded. */
	readonly chat: ModelInfo | undefined = $derived.by(() =>
		chooseModel(this.#server.models, 'chat', this.#chosen.chat)
	);
	/** The embedding model in use. */
	readonly embedding: ModelInfo | undefined = $derived.by(() =>
		chooseModel(this.#server.models, 'embedding', this.#chosen.embedding)
	);

	constructor(server: ServerState, store: RecordStore) {
		this.#server = server;
		this.#store = store;
	}

	/** Reads what was chosen before, for every server. */
	async restore(): Promise<void> {
		const read: Record<string, SavedModels> = {};
		for (const { key, value } of await this.#store.list('choices')) {
			const saved = key.startsWith(PREFIX) ? await readSaved('models', value) : undefined;
			if (saved) read[key.slice(PREFIX.length)] = saved;
		}
		this.#saved = { ...read, ...this.#saved };
	}

	choose(kind: ModelInfo['kind'], key: string): void {
		const endpoint = this.#endpoint;
		const saved = { ...this.#chosen, [kind]: key };
		this.#saved = { ...this.#saved, [endpoint]: saved };
		void this.#store.put('choices', PREFIX + endpoint, saved);
	}

	get #endpoint(): string {
		return this.#server.latest.endpoint ?? '';
	}

	get #chosen(): SavedModels {
		return this.#saved[this.#endpoint] ?? {};
	}
}
