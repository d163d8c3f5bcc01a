/** One attempt at an answer: what came of it, in whichever dialect, told on as events. */
import type { Clock, GenerationEvent, GenerationRequest } from '#lib/core/ports.ts';
import type { RunStats, Usage } from '#lib/protocol/chat-schemas.ts';
import type { Dialect } from './choose-dialect.ts';
import { isAskedModel } from './model-names.ts';
import { createThinkSplitter } from './think-tags.ts';
import { withoutGaps } from './without-gaps.ts';

/** Speeds as the server told them. */
export type ServerStats = Pick<
	RunStats,
	'tokens_per_second' | 'time_to_first_token_seconds' | 'model_load_time_seconds'
>;

export interface Answer {
	/** Any of the answer or of the thought before it has come, told on or held back. */
	readonly hasBegun: boolean;
	addText: (text: string) => void;
	addReasoning: (text: string) => void;
	/** @param progress 0 … 1 where the server tells; nothing is told on once the answer has begun */
	addProgress: (type: 'load_progress' | 'prompt_progress', progress: unknown) => void;
	noteModel: (name: string) => void;
	noteUsage: (usage: Usage) => void;
	noteServerStats: (stats: ServerStats) => void;
	/** Stops the clock: what still comes is about the answer, and not of it. */
	noteEnd: () => void;
	/** Gives on what was held back. No text may be added after it. */
	close: () => void;
	/** What is known of the attempt when it has ended. */
	summary: () => { usage: Usage; stats: RunStats; model: string | undefined };
}

export interface AnswerOptions {
	emit: (event: GenerationEvent) => void;
	clock: Clock;
	request: GenerationRequest;
	dialect: Dialect;
	/** The loaded context of an instance, where it is known. */
	contextOf: (model: string) => number | undefined;
}

/** Starts the clock of an attempt: call it when the request is sent. */
export function createAnswer({ emit, clock, request, dialect, contextOf }: AnswerOptions): Answer {
	const sentAt = clock.monotonic();
	let firstTokenAt: number | undefined;
	let endedAt: number | undefined;
	let hasText = false;
	let lastProgress = '';
	let model: string | undefined;
	let usage: Usage = {};
	let serverStats: ServerStats = {};
	/** This request made the server load the model, so what was known of the loaded one is out of date. */
	let hasLoaded = false;
	/** Kept only where the thought may turn out to be the answer. */
	let thought = '';

	const splitter = createThinkSplitter(emitText, emitReasoning);

	function emitText(text: string) {
		hasText = true;
		emit({ type: 'text_delta', text });
	}

	function emitReasoning(text: string) {
		if (request.jsonSchema) thought += text;
		emit({ type: 'reasoning_delta', text });
	}

	function noteEnd() {
		endedAt ??= clock.monotonic();
	}

	function stats(): RunStats {
		const end = endedAt ?? clock.monotonic();
		const isFromServer =
			serverStats.tokens_per_second !== undefined ||
			serverStats.time_to_first_token_seconds !== undefined;
		return withoutGaps({
			...measured(end),
			total_seconds: (end - sentAt) / 1000,
			...withoutGaps(serverStats),
			context_length: hasLoaded ? undefined : contextOf(model ?? request.model),
			measured_by: isFromServer ? ('server' as const) : ('client' as const),
			endpoint: dialect
		});
	}

	/** What the clock on this side says of the speed. */
	function measured(end: number): ServerStats {
		if (firstTokenAt === undefined) return {};
		const seconds = (end - firstTokenAt) / 1000;
		const tokens = usage.output_tokens ?? 0;
		return {
			time_to_first_token_seconds: (firstTokenAt - sentAt) / 1000,
			...(tokens > 0 && seconds > 0 ? { tokens_per_second: tokens / seconds } : {})
		};
	}

	return {
		get hasBegun() {
			return firstTokenAt !== undefined;
		},
		addText(text) {
			if (text === '') return;
			firstTokenAt ??= clock.monotonic();
			splitter.write(text);
		},
		addReasoning(text) {
			if (text === '') return;
			firstTokenAt ??= clock.monotonic();
			emitReasoning(text);
		},
		addProgress(type, told) {
			if (type === 'load_progress') hasLoaded = true;
			const progress = typeof told === 'number' ? Math.min(Math.max(told, 0), 1) : undefined;
			// The end of reading the prompt has been seen twice.
			const isNews = lastProgress !== `${type} ${progress ?? ''}`;
			if (firstTokenAt !== undefined || !isNews) return;
			lastProgress = `${type} ${progress ?? ''}`;
			emit({ type, progress });
		},
		noteModel(name) {
			// Where another model than the asked one has given any of the answer, that is what matters about it.
			const isAsked = (other: string) => isAskedModel(request.model, other);
			if (model === undefined || (isAsked(model) && !isAsked(name))) model = name;
		},
		noteUsage(told) {
			usage = { ...usage, ...withoutGaps(told) };
		},
		noteServerStats(told) {
			serverStats = { ...serverStats, ...withoutGaps(told) };
		},
		noteEnd,
		close() {
			noteEnd();
			splitter.end();
			// With a schema, some models write the whole answer into the thought.
			if (!hasText && isJsonObject(thought)) emitText(thought);
		},
		summary: () => ({ usage, stats: stats(), model })
	};
}

function isJsonObject(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null;
	} catch {
		return false;
	}
}
