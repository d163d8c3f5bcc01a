import type { MessageOf } from '#lib/protocol/message.ts';
import type { ModelsStateData } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { errorData, failureOf } from '#lib/core/bus/error-data.ts';
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

const STOPPED: Failure = {
	code: 'cancelled',
	message: 'The request was stopped.',
	retryable: true
};

/** Who asked for a look, and what was done for them before it. */
interface Question {
	id: string | undefined;
	load: LoadReport | undefined;
}

/**
 * Serves `models_request` on a bus, and publishes `models_state` unasked whenever what the server offers has changed: it
 * looks at the server regularly, on waking, and after each generation, which may have loaded a model.
 *
 * @returns a function that ends every running request and stops serving and looking
 */
export function serveModels(bus: Bus, { client, clock, onWake }: ModelsPorts): () => void {
	const stopped = new AbortController();
	const isStopped = () => stopped.signal.aborted;
	let published = '';
	let cancelTimer = () => {};
	/** Looks overlap when a request arrives during a regular one. What an older look saw never replaces a newer. */
	let looks = 0;
	let newest: { look: number; state: ModelsStateData } | undefined;

	function publishState(state: ModelsStateData, question?: Question) {
		const text = JSON.stringify(state);
		if (!question && text === published) return;
		published = text;
		const load = question?.load && { load: loadOf(question.load) };
		const requestId = question?.id;
		bus.publish({
			type: 'models_state',
			data: { ...state, ...load },
			...(requestId === undefined ? {} : { request_id: requestId })
		});
	}

	/** @returns whether the state was told before serving stopped */
	async function look(question?: Question): Promise<boolean> {
		if (isStopped()) return false;
		looks += 1;
		const mine = looks;
		cancelTimer();
		const report = await client.inspect(stopped.signal);
		if (isStopped()) return false;
		if (!newest || newest.look < mine) {
			newest = { look: mine, state: stateOf(report, client.alternative()) };
		}
		publishState(newest.state, question);
		if (mine === looks && !isStopped()) {
			const isWell = report.state === 'connected';
			cancelTimer = clock.after(isWell ? STEADY_MS : TROUBLED_MS, () => void look());
		}
		return true;
	}

	function refuse(id: string | undefined, failure: Failure) {
		bus.publish({
			type: 'error',
			...(id === undefined ? {} : { request_id: id }),
			data: errorData(failure)
		});
	}

	async function serve({ id, data }: MessageOf<'models_request'>) {
		try {
			const load = await act(client, data, stopped.signal);
			if (!(await look({ id, load }))) refuse(id, STOPPED);
		} catch (error) {
			refuse(id, isStopped() ? STOPPED : failureOf(error, 'The work on models'));
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

function stateOf(report: EndpointReport, alternative: string | undefined): ModelsStateData {
	return {
		endpoint_state: report.state,
		models: report.models,
		endpoint: report.endpoint,
		...(report.api === undefined ? {} : { api: report.api }),
		...(report.detail === undefined ? {} : { detail: report.detail }),
		...(alternative === undefined ? {} : { alternative })
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
