import type { Effects } from '../effects.ts';
import { failureAnswer, ServerFailure, ApiError, type Flavour } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson, sendPage } from '../http/replies.ts';
import type { Instance } from '../models/instance.ts';
import type { ModelDefinition } from '../models/model-definition.ts';
import { findTarget, type Target } from '../models/model-table.ts';
import type { Dialect } from './dialect.ts';
import { createOutput, type Output } from './output.ts';
import { fitPrompt, planGeneration, type GenerationInput } from './plan.ts';
import { emptyResult, startRun, type GenerationResult } from './run.ts';
import { writeStream } from './write-stream.ts';

/** One request for an answer, as its endpoint understood it. */
export interface GenerationJob extends GenerationInput {
	flavour: Flavour;
	model: string;
	isStream: boolean;
	/** Used only if this request loads the model. */
	contextLength?: number | undefined;
	ttlSeconds?: number | undefined;
	/** @throws {ApiError} when the model cannot do what is asked */
	checkModel?: (definition: ModelDefinition) => void;
	dialect: () => Dialect;
	/** The body of an answer that is not streamed. */
	body: (result: GenerationResult, instance: Instance) => unknown;
	/** Called once for a whole answer, just before its end goes out. */
	finished?: (result: GenerationResult) => void;
}

/**
 * Finds the model, loads it if need be, waits for a place, generates, and answers.
 *
 * @throws {ApiError} for what goes wrong before the answer begins
 */
export async function answerGeneration(exchange: Exchange, job: GenerationJob): Promise<void> {
	const refusal = exchange.world.takeRefusal();
	if (refusal?.isHtml) {
		sendPage(exchange.response, refusal.status, refusal.message);
		return;
	}
	try {
		if (refusal?.isCrash) throw new ServerFailure('crashed', refusal.message);
		if (refusal) throw refusalAnswer(job.flavour, refusal);
		await generate(exchange, job, exchange.world.effects);
	} catch (error) {
		throw error instanceof ServerFailure ? failureAnswer(job.flavour, error) : error;
	}
}

function refusalAnswer(
	flavour: Flavour,
	{
		status,
		message,
		headers = {}
	}: { status: number; message: string; headers?: Record<string, string> }
): ApiError {
	const type = flavour === 'anthropic' ? 'api_error' : 'internal_error';
	const error = flavour === 'openai' ? message : { type, message };
	const body = flavour === 'anthropic' ? { type: 'error', error } : { error };
	return new ApiError(status, body, { headers });
}

/** @param effects as they were when the request came; a scenario set meanwhile is for the next one */
async function generate(exchange: Exchange, job: GenerationJob, effects: Effects): Promise<void> {
	const { world, signal } = exchange;
	const target = findTarget(world.models, job.model, {
		type: 'llm',
		jit: effects.jit ?? world.settings.jit,
		lenient: job.flavour !== 'native'
	});
	job.checkModel?.(target.definition);

	const isStream = job.isStream && !effects.stream?.isJson;
	const output = isStream ? createOutput(exchange, job.dialect(), effects) : undefined;
	const nothing = emptyResult(
		{ inputTokens: 0, stopReason: 'eosFound' },
		{ instanceId: idOf(exchange, target), loadSeconds: undefined }
	);
	try {
		const isRefusedAsStatus = effects.overflow === 'as_status';
		if (output?.dialect.tellsLoading && !isRefusedAsStatus) output.open(nothing.instanceId);
		const { instance, loadSeconds } = await obtain(exchange, job, target, output);
		const leaving = AbortSignal.any([signal, instance.unloaded.signal]);
		const release = await instance.slots.acquire(leaving);
		try {
			if (!signal.aborted) {
				await produce(exchange, job, {
					effects,
					instance,
					loadSeconds,
					output,
					leaving,
					release: () => release?.()
				});
			}
		} finally {
			instance.lastUsedAt = world.clock.now();
			release?.();
		}
	} catch (error) {
		if (!(error instanceof ServerFailure) || !output?.isOpen) throw error;
		await output.fail(error, nothing);
	}
}

function idOf({ world }: Exchange, target: Target): string {
	return target.state === 'loaded'
		? target.instance.id
		: world.models.nextInstanceId(target.definition);
}

async function obtain(
	{ world }: Exchange,
	job: GenerationJob,
	target: Target,
	output: Output | undefined
): Promise<{ instance: Instance; loadSeconds: number | undefined }> {
	if (target.state === 'loaded') return { instance: target.instance, loadSeconds: undefined };
	output?.tell({ type: 'load_start' });
	const loaded = await world.loader.loadOnRequest(
		target.definition,
		{ isJit: true, contextLength: job.contextLength, ttlSeconds: job.ttlSeconds },
		(progress) => output?.tell({ type: 'load_progress', progress })
	);
	output?.tell({ type: 'load_end', seconds: loaded.loadSeconds });
	return loaded;
}

/** Everything after the model is there and has a place. */
async function produce(
	exchange: Exchange,
	job: GenerationJob,
	{
		effects,
		instance,
		loadSeconds,
		output,
		leaving,
		release
	}: {
		effects: Effects;
		instance: Instance;
		loadSeconds: number | undefined;
		output: Output | undefined;
		leaving: AbortSignal;
		/** Gives the place back; called before the end goes out, too, since a client may never hang up. */
		release: () => void;
	}
): Promise<void> {
	const { world, response, signal } = exchange;
	const { settings, clock } = world;
	const streamEffects = effects.stream ?? {};
	const start = { instanceId: instance.id, loadSeconds };

	// A stream's headers are out before the prompt is read, and so an overflow comes as an event.
	if (effects.overflow !== 'as_status') output?.open(instance.id);
	const nothing = emptyResult({ inputTokens: 0, stopReason: 'eosFound' }, start);
	if (await output?.endSilently(nothing)) return;
	const fitted = fitPrompt(job.messages, instance, effects, output !== undefined);
	const plan = planGeneration(
		{ ...job, messages: fitted.messages },
		fitted.inputTokens,
		instance,
		effects
	);
	const run = startRun(
		plan,
		start,
		{
			tokensPerSecond: effects.burst ? Infinity : settings.tokensPerSecond,
			promptTokensPerSecond: settings.promptTokensPerSecond,
			prefillSeconds: effects.prefillSeconds
		},
		{ clock, closing: world.closing, leaving }
	);
	const finished = () => {
		release();
		job.finished?.(run.result());
	};
	if (output) {
		const sse = output.open(instance.id);
		return writeStream(sse, output.dialect, run, { effects: streamEffects, finished, leaving });
	}
	while (!(await run.steps.next()).done);
	if (signal.aborted) return;
	if (leaving.aborted) {
		throw new ServerFailure('generation_failed', 'The model was unloaded while it was answering.');
	}
	finished();
	sendJson(response, 200, job.body(run.result(), instance));
}
