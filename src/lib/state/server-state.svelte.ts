import type { MessageOf } from '#lib/protocol/message.ts';
import type {
	EndpointState,
	ErrorData,
	ModelInfo,
	ModelsRequestData,
	ModelsStateData
} from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { request } from '#lib/core/bus/request.ts';
import type { NewId } from '#lib/core/ports.ts';

/** What an action on a model came to. */
export type ModelActionResult =
	{ ok: true; state: ModelsStateData } | { ok: false; error: ErrorData };

/** The model server and its models, as `models_state` tells them. It works over either bus. */
export class ServerState {
	readonly #bus: Bus;
	readonly #newId: NewId;
	#latest = $state.raw<ModelsStateData>({ endpoint_state: 'connecting', models: [] });
	#working = $state.raw<Readonly<Partial<Record<string, 'loading' | 'unloading'>>>>({});

	readonly chatModels = $derived(this.#latest.models.filter(({ kind }) => kind === 'chat'));
	readonly embeddingModels = $derived(
		this.#latest.models.filter(({ kind }) => kind === 'embedding')
	);
	/** A model can be asked: it answers, whether a chat model is loaded already or not. */
	readonly isUsable = $derived(
		['connected', 'simulated', 'no_model'].includes(this.#latest.endpoint_state)
	);

	constructor(bus: Bus, newId: NewId) {
		this.#bus = bus;
		this.#newId = newId;
		for (const message of bus.journal.messages()) {
			if (message.type === 'models_state') this.#latest = message.data;
		}
		bus.subscribe({ type: 'models_state' }, (message) => (this.#latest = message.data));
	}

	/** What is being done, by model key or instance id. */
	get working(): Readonly<Partial<Record<string, 'loading' | 'unloading'>>> {
		return this.#working;
	}

	get state(): EndpointState {
		return this.#latest.endpoint_state;
	}

	get latest(): ModelsStateData {
		return this.#latest;
	}

	get models(): readonly ModelInfo[] {
		return this.#latest.models;
	}

	/** Looks at the server now. */
	readonly refresh = (): Promise<ModelActionResult> => this.#act({ action: 'list' });

	/** Loads a model; the result's `load` tells the context that was granted. */
	load(model: string, contextLength?: number): Promise<ModelActionResult> {
		const data: ModelsRequestData = { action: 'load', model, context_length: contextLength };
		return this.#during(model, 'loading', data);
	}

	unload(instanceId: string): Promise<ModelActionResult> {
		return this.#during(instanceId, 'unloading', { action: 'unload', instance_id: instanceId });
	}

	/** Changes over to the server that `latest.alternative` names. */
	useAlternative(): Promise<ModelActionResult> {
		const endpoint = this.#latest.alternative;
		return this.#act({ action: 'use_endpoint', ...(endpoint === undefined ? {} : { endpoint }) });
	}

	async #during(
		key: string,
		what: 'loading' | 'unloading',
		data: ModelsRequestData
	): Promise<ModelActionResult> {
		this.#working = { ...this.#working, [key]: what };
		try {
			return await this.#act(data);
		} finally {
			const { [key]: _done, ...others } = this.#working;
			this.#working = others;
		}
	}

	async #act(data: ModelsRequestData): Promise<ModelActionResult> {
		let last: MessageOf<'models_state' | 'error'> | undefined;
		const draft = { type: 'models_request', id: this.#newId(), data } as const;
		for await (const message of request(this.#bus, draft)) {
			if (message.type === 'models_state' || message.type === 'error') last = message;
		}
		if (last?.type === 'models_state') return { ok: true, state: last.data };
		return {
			ok: false,
			error: last?.data ?? { code: 'internal', message: 'The request was not answered.' }
		};
	}
}
