import type { MessageOf } from '#lib/protocol/message.ts';
import type { ModelsStateData } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import {
	ModelClientError,
	type Clock,
	type EndpointReport,
	type Failure,
	type LoadReport
} from '#lib/core/ports.ts';
import type { SwitchableClient } from './switchable-client.ts';

export interface ModelsPorts {
	client: SwitchableClient;
	clock: Clock;
	/** Calls `listener` when the page comes to the front, or is back online; returns the unsubscribe. */
	onWake?: (listener: () => void) => () => void;
}

/** How often the server is looked at while all is well, and while something is wrong. */
const STEADY_MS = 30_000;
const TROUBLED_MS = 5_000;

/**
 * Serves `models_request` on a bus, and publishes `models_state` unasked whenever what the server offers has changed: it
 * looks at the server regularly, on waking, and after each generation, which may have loaded a model.
 *
 * @returns a function that stops serving and looking
 */
export function serveModels(bus: Bus, { client, clock, onWake }: ModelsPorts): () => void {
	const stopped = new AbortController();
	let published = '';
	let cancelTimer = () => {};
	/** Looks overlap when a request arrives during a regular one; only the latest may publish unasked. */
	let latestLook = 0;

	function publishState(data: ModelsStateData, requestId?: string) {
		const text = JSON.stringify(data);
		if (requestId === undefined && text === published) return;
		published = text;
		bus.publish({
			type: 'models_state',
			data,
			...(requestId === undefined ? {} : { request_id: requestId })
		});
	}

	async function look(requestId?: string, load?: LoadReport) {
		latestLook += 1;
		const mine = latestLook;
		cancelTimer();
		const report = await client.inspect(stopped.signal);
		if (stopped.signal.aborted) return;
		if (mine === latestLook || requestId !== undefined) {
			publishState(stateOf(report, client.alternative(), load), requestId);
		}
		if (mine !== latestLook) return;
		const isWell = report.state === 'connected';
		cancelTimer = clock.after(isWell ? STEADY_MS : TROUBLED_MS, () => void look());
	}

	async function serve({ id, data }: MessageOf<'models_request'>) {
		try {
			const load = await act(client, data, stopped.signal);
			await look(id, load);
		} catch (error) {
			if (!(error instanceof ModelClientError)) throw error;
			publishFailure(bus, error.failure, id);
			void look();
		}
	}

	const unsubscribers = [
		bus.subscribe({ type: 'models_request' }, (message) => void serve(message)),
		bus.subscribe({ type: 'llm_chunk' }, ({ data }) => {
			if (data.is_final) void look();
		}),
		onWake?.(() => void look()) ?? (() => {})
	];
	publishState({ endpoint_state: 'connecting', models: [], endpoint: client.endpoint() });
	void look();

	return () => {
		stopped.abort();
		cancelTimer();
		for (const unsubscribe of unsubscribers) unsubscribe();
	};
}

async function act(
	client: SwitchableClient,
	data: MessageOf<'models_request'>['data'],
	signal: AbortSignal
): Promise<LoadReport | undefined> {
	switch (data.action) {
		case 'list':
			return undefined;
		case 'load':
			return client.load(
				{ model: required(data.model, 'model'), contextLength: data.context_length },
				signal
			);
		case 'unload':
			await client.unload(required(data.instance_id, 'instance_id'), signal);
			return undefined;
		case 'use_endpoint':
			client.use(required(data.endpoint, 'endpoint'));
			return undefined;
	}
}

function required(value: string | undefined, name: string): string {
	if (value !== undefined) return value;
	throw new ModelClientError({
		code: 'bad_request',
		message: `Expected '${name}' in the request, got none.`,
		retryable: false
	});
}

function stateOf(
	report: EndpointReport,
	alternative: string | undefined,
	load: LoadReport | undefined
): ModelsStateData {
	return {
		endpoint_state: report.state,
		models: report.models,
		endpoint: report.endpoint,
		...(report.api === undefined ? {} : { api: report.api }),
		...(report.detail === undefined ? {} : { detail: report.detail }),
		...(alternative === undefined ? {} : { alternative }),
		...(load === undefined ? {} : { load: loadOf(load) })
	};
}

function loadOf(load: LoadReport): NonNullable<ModelsStateData['load']> {
	return {
		model: load.model,
		instance_id: load.instanceId,
		requested_context_length: load.requestedContextLength,
		granted_context_length: load.grantedContextLength,
		load_time_seconds: load.loadTimeSeconds
	};
}

function publishFailure(bus: Bus, failure: Failure, requestId: string | undefined) {
	bus.publish({
		type: 'error',
		...(requestId === undefined ? {} : { request_id: requestId }),
		data: {
			code: failure.code,
			message: failure.message,
			suggestion: failure.suggestion,
			retryable: failure.retryable
		}
	});
}
