import { findInstance } from '#lib/core/catalog/model-keys.ts';
import {
	ModelClientError,
	type Clock,
	type GenerationEvent,
	type GenerationRequest,
	type ModelClient,
	type Slots
} from '#lib/core/ports.ts';
import { createAnswer, type Answer } from './answer.ts';
import { callServer } from './call-server.ts';
import { chooseDialect, writeRequest, type Dialect } from './choose-dialect.ts';
import { createEventTeller } from './event-teller.ts';
import { emptyAnswer } from './answer-failures.ts';
import { internalFailure } from './failures.ts';
import { loadBeforehand } from './load-beforehand.ts';
import { readAnswer } from './read-answer.ts';
import { createRetryPlan } from './retry-plan.ts';
import type { Server } from './server.ts';
import type { Verdict } from './stream-reader.ts';

/** One generation under way. */
interface Run {
	server: Server;
	load: ModelClient['load'];
	request: GenerationRequest;
	emit: (event: GenerationEvent) => void;
	signal: AbortSignal;
}

/** How an attempt ended, and what came of it. */
interface Ended {
	verdict: Verdict;
	answer: Answer;
}

/** Makes the generation: it waits for a place, tries, perhaps tries again, and ends with one last event. */
export function createGenerate(
	server: Server,
	slots: Slots,
	load: ModelClient['load']
): ModelClient['generate'] {
	return async (request, onEvent, signal) => {
		const teller = createEventTeller(onEvent, signal);
		const run = { server, load, request, emit: teller.tell, signal: teller.signal };
		teller.end(await runInSlot(slots, run), brokenEnd());
	};
}

/** Never rejects: what nobody thought of is a failure like others. */
async function runInSlot(slots: Slots, run: Run): Promise<GenerationEvent> {
	let release: (() => void) | undefined;
	try {
		release = await slots.acquire(run.signal, () => run.emit({ type: 'queued' }));
		return await runAttempts(run);
	} catch {
		return run.signal.aborted ? cancelledEnd() : brokenEnd();
	} finally {
		release?.();
	}
}

async function runAttempts(run: Run): Promise<GenerationEvent> {
	const nextRetry = createRetryPlan(run.server.random);
	for (;;) {
		const ended = await attempt(run);
		const { verdict, answer } = ended;
		const retry =
			verdict.type === 'failed' && !answer.hasBegun ? nextRetry(verdict.failure) : undefined;
		if (verdict.type === 'finished' || !retry) return lastEvent(ended);
		run.emit({ type: 'retrying', ...retry, failure: verdict.failure });
		await pause(run.server.clock, retry.delayMs, run.signal);
		if (run.signal.aborted) return cancelledEnd();
	}
}

async function attempt(run: Run): Promise<Ended> {
	const { memory } = run.server;
	const dialect = memory.lacksNativeChat ? 'openai' : chooseDialect(run.request);
	const ended = await attemptIn(dialect, run);
	if (ended.verdict.type === 'finished' || !ended.verdict.lacksNativeChat) return ended;
	memory.lacksNativeChat = true;
	return attemptIn('openai', run);
}

async function attemptIn(dialect: Dialect, run: Run): Promise<Ended> {
	const { server, request, emit, signal } = run;
	// As the models were last listed. Copies come and go, but this figure only describes, it decides nothing.
	const contextOf = (model: string) => findInstance(server.memory.models, model)?.context_length;
	const answer = createAnswer({ emit, clock: server.clock, request, dialect, contextOf });
	const verdict = await ask({ ...run, dialect, answer });
	answer.close();
	// A stop word may come first of all; any other end before the first token is the server's silence about an error.
	const isEmpty = verdict.type === 'finished' && verdict.reason === 'stop' && !answer.hasBegun;
	return isEmpty && !request.stop?.length && !signal.aborted
		? { verdict: { type: 'failed', failure: emptyAnswer() }, answer }
		: { verdict, answer };
}

async function ask(context: Run & { dialect: Dialect; answer: Answer }): Promise<Verdict> {
	const { server, load, request, dialect, signal } = context;
	try {
		if (dialect === 'openai') await loadBeforehand(server, load, request, context);
		const response = await callServer(server, { ...writeRequest(request, dialect), signal });
		return await readAnswer(response, context);
	} catch (error) {
		if (!(error instanceof ModelClientError)) throw error;
		return signal.aborted
			? { type: 'finished', reason: 'cancelled' }
			: { type: 'failed', failure: error.failure };
	}
}

function lastEvent({ verdict, answer }: Ended): GenerationEvent {
	if (verdict.type === 'finished') return { ...verdict, ...answer.summary() };
	const { failure } = verdict;
	const retryable = failure.retryable && !answer.hasBegun;
	return { type: 'failed', failure: { ...failure, retryable }, ...answer.summary() };
}

function cancelledEnd(): GenerationEvent {
	return { type: 'finished', reason: 'cancelled', usage: {}, stats: {}, model: undefined };
}

function brokenEnd(): GenerationEvent {
	return { type: 'failed', failure: internalFailure(), usage: {}, stats: {}, model: undefined };
}

/** Waits, or returns at once when the signal aborts. */
function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			stopClock();
			signal.removeEventListener('abort', end);
			resolve();
		};
		const stopClock = clock.after(delayMs, end);
		signal.addEventListener('abort', end, { once: true });
		if (signal.aborted) end();
	});
}
