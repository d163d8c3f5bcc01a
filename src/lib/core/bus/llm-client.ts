import type { FinalMeta, LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { ErrorCode } from '#lib/protocol/error-codes.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { NewId } from '#lib/core/ports.ts';
import type { Bus } from './bus.ts';
import { request } from './request.ts';

/** What a run may be told beside its content and template; see `LlmRequestData`. */
export interface AnalyseOptions extends Pick<
	LlmRequestData,
	'metadata' | 'variables' | 'template_source' | 'model' | 'options'
> {
	/** Aborting ends the generation on the server and rejects with code `cancelled`. */
	signal?: AbortSignal;
}

/** A run did not come to its end. What had come of the answer is in `partialText`. */
export class LLMClientError extends Error {
	override readonly name = 'LLMClientError';
	readonly code: ErrorCode;
	readonly suggestion: string | undefined;
	readonly retryable: boolean;
	readonly partialText: string;

	constructor(error: ErrorData, partialText: string) {
		super(error.message);
		this.code = error.code;
		this.suggestion = error.suggestion;
		this.retryable = error.retryable ?? false;
		this.partialText = partialText;
	}
}

/**
 * The way in for programs: analyses by template over a bus, whoever serves it.
 *
 * @example
 * const client = new LLMClient(bus, newId);
 * const answer = await client.analyze(text, 'summary_brief');
 */
export class LLMClient {
	readonly #bus: Bus;
	readonly #newId: NewId;

	constructor(bus: Bus, newId: NewId) {
		this.#bus = bus;
		this.#newId = newId;
	}

	/**
	 * Resolves to the whole answer, without reasoning. An answer that reached its limit counts as whole; `stream` tells.
	 *
	 * @throws {LLMClientError} on an `error` message, on a cancelled and on an interrupted run
	 */
	async analyze(content: string, template: string, options: AnalyseOptions = {}): Promise<string> {
		let answer = '';
		for await (const delta of this.stream(content, template, options)) answer += delta;
		return answer;
	}

	/**
	 * Yields the answer's text as it comes, without reasoning; the generator's return value tells how it ended. Leaving
	 * the loop early cancels the run.
	 *
	 * @throws {LLMClientError} as `analyze` does, after the text that came
	 */
	async *stream(
		content: string,
		template: string,
		{ signal, ...rest }: AnalyseOptions = {}
	): AsyncGenerator<string, FinalMeta, undefined> {
		let text = '';
		let failure: ErrorData | undefined;
		const data: LlmRequestData = { content, template, ...rest };
		const messages = request(this.#bus, { type: 'llm_request', id: this.#newId(), data }, signal);
		for await (const message of messages) {
			if (message.type === 'error') failure = message.data;
			if (message.type !== 'llm_chunk' || message.kind === 'reasoning') continue;
			if (message.data.is_final) {
				const meta = message.meta ?? { finish_reason: 'stop' };
				const ended = failure ?? failureOf(meta);
				if (ended) throw new LLMClientError(ended, text);
				return meta;
			}
			text += message.data.chunk;
			yield message.data.chunk;
		}
		throw new LLMClientError(
			{ code: 'internal', message: 'Expected a final message, got none' },
			text
		);
	}
}

/** The error that a reason for ending stands for, where no `error` message was sent: a cancelled run has none. */
function failureOf(meta: FinalMeta): ErrorData | undefined {
	switch (meta.finish_reason) {
		case 'stop':
		case 'length':
			return undefined;
		case 'cancelled':
			return { code: 'cancelled', message: 'The run was stopped' };
		case 'interrupted':
			return { code: 'interrupted', message: 'The answer broke off', retryable: true };
		case 'error':
			return { code: 'internal', message: 'The run failed without a reason' };
	}
}
