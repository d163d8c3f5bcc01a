/**
 * Small worlds that behave, for tests: a clock and a model server under the test's hand. Everything here settles in
 * microtasks, so a test waits with {@link settle} and never for a time.
 */
import type { RenderedPrompt, PromptSource } from '#lib/core/analysis/prompt-source.ts';
import {
	ModelClientError,
	type Clock,
	type EndpointReport,
	type Failure,
	type GenerationEvent,
	type GenerationRequest,
	type ModelClient,
	type NewId,
	type TabChannel
} from '#lib/core/ports.ts';
import type { EmbeddingPurpose, ModelInfo } from '#lib/protocol/service-schemas.ts';

/** Lets everything that waits for promises only come to rest. */
export async function settle(): Promise<void> {
	for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}

/** A promise that the test resolves by hand. */
export function createGate(): { passed: Promise<void>; open: () => void } {
	let open = () => {};
	const passed = new Promise<void>((resolve) => (open = resolve));
	return { passed, open };
}

export interface FakeClock extends Clock {
	/** Lets time pass: runs the tasks that fall due, each at its own moment, also those set meanwhile. */
	elapse: (durationMs: number) => void;
	/** How many tasks wait. */
	readonly waiting: number;
}

/** A clock that stands still until told otherwise. Its monotonic time starts at 0. */
export function createFakeClock(startMs = 1_800_000_000_000): FakeClock {
	let tasks: { dueMs: number; task: () => void }[] = [];
	let elapsedMs = 0;
	return {
		now: () => startMs + elapsedMs,
		monotonic: () => elapsedMs,
		after(delayMs, task) {
			const entry = { dueMs: elapsedMs + delayMs, task };
			tasks.push(entry);
			return () => {
				tasks = tasks.filter((other) => other !== entry);
			};
		},
		elapse(durationMs) {
			const endMs = elapsedMs + durationMs;
			for (;;) {
				const [next] = tasks.toSorted((a, b) => a.dueMs - b.dueMs);
				if (!next || next.dueMs > endMs) break;
				tasks = tasks.filter((other) => other !== next);
				elapsedMs = Math.max(elapsedMs, next.dueMs);
				next.task();
			}
			elapsedMs = endMs;
		},
		get waiting() {
			return tasks.length;
		}
	};
}

/** `id-0001`, `id-0002`, … */
export function createFakeIds(): NewId {
	let count = 0;
	return () => {
		count += 1;
		return `id-${String(count).padStart(4, '0')}`;
	};
}

/** Looks like SHA-256, tells texts apart, and hides nothing: eight FNV-1a hashes with different beginnings. */
export function fakeHashText(text: string): Promise<string> {
	let digest = '';
	for (let seed = 0; seed < 8; seed += 1) {
		let hash = 0x811c9dc5 ^ seed;
		for (let at = 0; at < text.length; at += 1) {
			hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
		}
		digest += (hash >>> 0).toString(16).padStart(8, '0');
	}
	return Promise.resolve(digest);
}

/** A chat model in memory with a context of 4096, but for what `fields` say. */
export function fakeModel(fields: Partial<ModelInfo> = {}): ModelInfo {
	const key = fields.key ?? 'llama-3.2-3b-instruct';
	return {
		key,
		kind: 'chat',
		display_name: key,
		max_context_length: 131_072,
		loaded: [{ id: key, context_length: 4096 }],
		...fields
	};
}

/** What a server with one loaded chat model reports, but for what `fields` say. */
export function fakeReport(fields: Partial<EndpointReport> = {}): EndpointReport {
	return {
		state: 'connected',
		endpoint: 'http://127.0.0.1:1234',
		api: 'v1',
		models: [fakeModel()],
		detail: undefined,
		...fields
	};
}

/** How a generation ends well. */
export function finished(
	reason: Extract<GenerationEvent, { type: 'finished' }>['reason'] = 'stop'
): GenerationEvent {
	return { type: 'finished', reason, usage: {}, stats: {}, model: undefined };
}

/** How a generation fails. */
export function failed(failure: Partial<Failure> = {}): GenerationEvent {
	return {
		type: 'failed',
		failure: {
			code: 'upstream_error',
			message: 'The server failed.',
			retryable: false,
			...failure
		},
		usage: {},
		stats: {},
		model: undefined
	};
}

/** In a list of events: here the generation waits for `resume`. */
export const PAUSE = { type: 'pause' } as const;

/**
 * What a generation does. A list behaves: it ends with `finished` if it names no ending, and an abort ends it with
 * `cancelled`. A function does as it likes, also what no client may do.
 */
export type FakeGeneration =
	| readonly (GenerationEvent | typeof PAUSE)[]
	| ((
			onEvent: (event: GenerationEvent) => void,
			signal: AbortSignal,
			request: GenerationRequest
	  ) => void | Promise<void>);

export interface FakeModelClient extends ModelClient {
	/** What `inspect` tells from now on; loading and unloading change it. */
	report: EndpointReport;
	/** How often `inspect` was called. */
	readonly inspections: number;
	/** What was asked of it, in order. */
	readonly generated: GenerationRequest[];
	readonly loaded: { model: string; contextLength?: number | undefined }[];
	readonly unloaded: string[];
	readonly embedded: { model: string; texts: readonly string[]; purpose: EmbeddingPurpose }[];
	/** Lets every generation that stands at a `PAUSE` go on. */
	resume: () => void;
}

/**
 * A model server that keeps its models in `report`.
 *
 * @param generations what each generation does, in turn; the last does for all that follow
 */
export function createFakeModelClient({
	report = fakeReport(),
	generations = [[{ type: 'text_delta', text: 'An answer.' }]]
}: {
	report?: EndpointReport;
	generations?: readonly FakeGeneration[];
} = {}): FakeModelClient {
	let gate = createGate();
	let inspections = 0;

	function modelOf(key: string): ModelInfo {
		const model = client.report.models.find((candidate) => candidate.key === key);
		if (model) return model;
		throw new ModelClientError({
			code: 'model_not_found',
			message: `There is no model '${key}'.`,
			suggestion: 'Choose another model.',
			retryable: false
		});
	}

	function replaceLoaded(key: string, loaded: ModelInfo['loaded']) {
		const models = client.report.models.map((model) =>
			model.key === key ? { ...model, loaded } : model
		);
		client.report = { ...client.report, models };
	}

	const client: FakeModelClient = {
		report,
		get inspections() {
			return inspections;
		},
		generated: [],
		loaded: [],
		unloaded: [],
		embedded: [],
		inspect() {
			inspections += 1;
			return Promise.resolve(client.report);
		},
		async load(request) {
			await Promise.resolve();
			client.loaded.push(request);
			const model = modelOf(request.model);
			const instance = { id: model.key, context_length: request.contextLength ?? 4096 };
			replaceLoaded(model.key, [instance]);
			return {
				model: model.key,
				instanceId: instance.id,
				requestedContextLength: request.contextLength,
				grantedContextLength: instance.context_length,
				loadTimeSeconds: 1.5,
				alreadyLoaded: false
			};
		},
		async unload(instanceId) {
			await Promise.resolve();
			client.unloaded.push(instanceId);
			const model = modelOf(instanceId.replace(/:\d+$/, ''));
			replaceLoaded(
				model.key,
				model.loaded.filter(({ id }) => id !== instanceId)
			);
		},
		async generate(request, onEvent, signal) {
			const generation =
				generations[Math.min(client.generated.length, generations.length - 1)] ?? [];
			client.generated.push(request);
			if (typeof generation === 'function') await generation(onEvent, signal, request);
			else await playList(generation, onEvent, signal, () => gate.passed);
		},
		async embed(request, signal) {
			await Promise.resolve();
			signal?.throwIfAborted();
			client.embedded.push(request);
			const model = modelOf(request.model);
			return {
				vectors: request.texts.map((text) => (text.length % 2 === 0 ? [1, 0] : [0, 1])),
				model: model.key,
				dimensions: 2
			};
		},
		resume() {
			gate.open();
			gate = createGate();
		}
	};
	return client;
}

async function playList(
	events: readonly (GenerationEvent | typeof PAUSE)[],
	onEvent: (event: GenerationEvent) => void,
	signal: AbortSignal,
	whenResumed: () => Promise<void>
): Promise<void> {
	const aborted = new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve());
	});
	for (const event of events) {
		// Bytes come in turns of their own; an abort may come between any two.
		await Promise.resolve();
		if (event.type === 'pause' && !signal.aborted) await Promise.race([whenResumed(), aborted]);
		if (signal.aborted) break;
		if (event.type === 'pause') continue;
		onEvent(event);
		if (event.type === 'finished' || event.type === 'failed') return;
	}
	onEvent(finished(signal.aborted ? 'cancelled' : 'stop'));
}

export interface FakePrompts extends PromptSource {
	/** What was asked to be rendered, in order. */
	readonly rendered: Parameters<PromptSource['render']>[0][];
}

/**
 * Prompts of one kind: the instructions as system message, the content as user message.
 *
 * @param answer what comes of it instead, or when
 */
export function createFakePrompts({
	instructions = 'Summarise the text.',
	defaults = {},
	failure,
	until = Promise.resolve()
}: {
	instructions?: string;
	defaults?: RenderedPrompt['defaults'];
	failure?: Failure;
	until?: Promise<void>;
} = {}): FakePrompts {
	const rendered: FakePrompts['rendered'] = [];
	return {
		rendered,
		async render(request) {
			rendered.push(request);
			await until;
			if (failure) return { ok: false, failure };
			return {
				ok: true,
				prompt: {
					messages: [
						{ role: 'system', text: instructions },
						{ role: 'user', text: request.content }
					],
					defaults
				}
			};
		}
	};
}

/** A channel between two tabs: what one of them posts, the other hears. */
export function createFakeChannel(): { here: TabChannel; there: TabChannel } {
	const heard = {
		here: new Set<(message: unknown) => void>(),
		there: new Set<(message: unknown) => void>()
	};
	const end = (mine: 'here' | 'there', other: 'here' | 'there'): TabChannel => ({
		post(message) {
			for (const listener of heard[other]) listener(message);
		},
		subscribe(listener) {
			heard[mine].add(listener);
			return () => heard[mine].delete(listener);
		}
	});
	return { here: end('here', 'there'), there: end('there', 'here') };
}
