/** Loading and unloading, so that a model is never in memory twice by accident. */
import {
	ModelClientError,
	type Failure,
	type LoadReport,
	type ModelClient
} from '#lib/core/ports.ts';
import type { LoadedInstance } from '#lib/protocol/service-schemas.ts';
import { z } from '#lib/protocol/zod.ts';
import { askForJson } from './ask-for-json.ts';
import { badAnswer } from './answer-failures.ts';
import { raise } from './failures.ts';
import { listModels, type Listing } from './list-models.ts';
import { maybe } from './maybe.ts';
import { findListedModel, type FoundModel } from './model-names.ts';
import type { Server } from './server.ts';

const MAX_REPLY_BYTES = 1024 * 1024;

/** What `load` answers. It answers once, when the model is loaded; there is no progress. */
const LoadReply = z.object({
	instance_id: z.string(),
	load_time_seconds: maybe(z.number()),
	load_config: maybe(z.object({ context_length: maybe(z.number()) }))
});

/**
 * Loads a model, or finds it loaded. Whoever calls this lets only one call run at a time: LM Studio makes a further copy
 * of the model for every `load` it gets, and two calls at once would both find none.
 *
 * @throws {ModelClientError}
 */
export async function loadModel(
	server: Server,
	request: Parameters<ModelClient['load']>[0],
	signal: AbortSignal | undefined
): Promise<LoadReport> {
	const listing = await listModels(server, signal);
	const found = findListedModel(listing.models, request.model);
	if (!found) throw raise(unknownModel(request.model, listing));

	const { info } = found.model;
	// More than the model can take is never granted, and asking for it would load it anew each time.
	const wanted = request.contextLength;
	const needed = wanted && Math.min(wanted, info.max_context_length ?? wanted);
	const enough = info.loaded.find((instance) => hasContext(instance, needed));
	if (enough) return reportLoaded(found, enough, wanted);

	if (listing.api !== 'v1') throw raise(cannotLoad(request.model, listing));
	for (const { id } of info.loaded) await unloadInstance(server, id, signal);
	return loadAnew(server, found, { wanted, needed }, signal);
}

/** @throws {ModelClientError} */
export async function unloadInstance(
	server: Server,
	instanceId: string,
	signal: AbortSignal | undefined
): Promise<void> {
	const body = { instance_id: instanceId };
	await askForJson(server, { path: '/api/v1/models/unload', body, signal }, MAX_REPLY_BYTES);
}

async function loadAnew(
	server: Server,
	{ model, name }: FoundModel,
	{ wanted, needed }: { wanted: number | undefined; needed: number | undefined },
	signal: AbortSignal | undefined
): Promise<LoadReport> {
	const body = {
		model: name,
		...(needed === undefined ? {} : { context_length: needed }),
		echo_load_config: true
	};
	const reply = LoadReply.safeParse(
		await askForJson(server, { path: '/api/v1/models/load', body, signal }, MAX_REPLY_BYTES)
	);
	if (!reply.success) throw raise(badAnswer('expected the id of the loaded model, got none'));
	const { instance_id, load_time_seconds, load_config } = reply.data;
	const granted = await readBack(server, instance_id, signal);
	return {
		model: model.info.key,
		instanceId: instance_id,
		requestedContextLength: wanted,
		grantedContextLength: granted?.context_length ?? load_config?.context_length,
		loadTimeSeconds: load_time_seconds,
		alreadyLoaded: false
	};
}

/** The instance as the server lists it now. The model is loaded whether or not it can be listed. */
async function readBack(
	server: Server,
	instanceId: string,
	signal: AbortSignal | undefined
): Promise<LoadedInstance | undefined> {
	try {
		const { models } = await listModels(server, signal);
		return models.flatMap(({ info }) => info.loaded).find(({ id }) => id === instanceId);
	} catch (error) {
		if (error instanceof ModelClientError) return undefined;
		throw error;
	}
}

/** Whether an instance has the context that is needed. One whose context is not told is taken as it is. */
function hasContext(instance: LoadedInstance, needed: number | undefined): boolean {
	return (instance.context_length ?? Infinity) >= (needed ?? 0);
}

function reportLoaded(
	{ model }: FoundModel,
	instance: LoadedInstance,
	wanted: number | undefined
): LoadReport {
	return {
		model: model.info.key,
		instanceId: instance.id,
		requestedContextLength: wanted,
		grantedContextLength: instance.context_length,
		loadTimeSeconds: undefined,
		alreadyLoaded: true
	};
}

function unknownModel(name: string, { models }: Listing): Failure {
	return {
		code: 'model_not_found',
		message: `Expected one of the ${models.length} models that LM Studio lists, got "${name}".`,
		suggestion: `Choose another model, or download this one with \`lms get ${name}\`.`,
		retryable: false
	};
}

function cannotLoad(name: string, { api }: Listing): Failure {
	return {
		code: 'load_failed',
		message:
			api === 'v0'
				? 'This version of LM Studio cannot be told to load a model: that takes 0.4.0 or later.'
				: 'This server cannot be told to load a model.',
		suggestion: `Update LM Studio, or load "${name}" there by hand, with the context that you need.`,
		retryable: false
	};
}
