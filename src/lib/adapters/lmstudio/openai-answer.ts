/** Fields that a chunk of a stream and a whole answer of `POST /v1/chat/completions` have in common. */
import type { Usage } from '#lib/protocol/chat-schemas.ts';
import { z } from '#lib/protocol/zod.ts';
import type { Answer } from './answer.ts';
import { isRecord } from './is-record.ts';
import { maybe } from './maybe.ts';
import { BadEventError, type Verdict } from './stream-reader.ts';

/** A chunk, or a whole answer, as far as we use it. */
export interface OpenAiChunk {
	model: string | undefined;
	text: string;
	reasoning: string;
	/** Set by the last chunk of an answer and by a whole one. */
	finishReason: string | undefined;
	usage: unknown;
}

/**
 * Reads a parsed chunk by hand: this runs for every token that a template does not know, and a schema takes as long as
 * `JSON.parse` where eval is forbidden.
 *
 * @param part `delta` in a stream, `message` in a whole answer
 * @throws {BadEventError}
 */
export function readOpenAiChunk(body: unknown, part: 'delta' | 'message'): OpenAiChunk {
	if (!isRecord(body))
		throw new BadEventError('expected an object in every event, got another value');
	const { model, usage } = body;
	const choices = body['choices'] ?? [];
	if (!Array.isArray(choices))
		throw new BadEventError('expected a list of choices, got another value');
	// The chunk with the usage has none; more than one is never asked for.
	const choice: unknown = choices[0];
	const fields = isRecord(choice) ? choice : {};
	const content = isRecord(fields[part]) ? fields[part] : {};
	return {
		model: typeof model === 'string' ? model : undefined,
		text: textOf(content['content']),
		// Most models think in the first; gpt-oss does in the second since 0.3.23.
		reasoning: textOf(content['reasoning_content']) || textOf(content['reasoning']),
		finishReason: typeof fields['finish_reason'] === 'string' ? fields['finish_reason'] : undefined,
		usage
	};
}

const Count = z.number().check(z.minimum(0));

const OpenAiUsage = z.object({
	prompt_tokens: maybe(Count),
	completion_tokens: maybe(Count),
	completion_tokens_details: maybe(z.object({ reasoning_tokens: maybe(Count) }))
});

export function readOpenAiUsage(usage: unknown): Usage | undefined {
	// Most chunks have none, and a schema takes long to find that out.
	if (!isRecord(usage)) return undefined;
	const result = OpenAiUsage.safeParse(usage);
	if (!result.success) return undefined;
	const { prompt_tokens, completion_tokens, completion_tokens_details } = result.data;
	return {
		input_tokens: prompt_tokens,
		output_tokens: completion_tokens,
		reasoning_tokens: completion_tokens_details?.reasoning_tokens
	};
}

/** `tool_calls`, which nothing here asks for, ends an answer like `stop`. */
export function verdictOf(finishReason: string): Verdict {
	return { type: 'finished', reason: finishReason === 'length' ? 'length' : 'stop' };
}

export function isOpenAiAnswer(body: unknown): boolean {
	return isRecord(body) && Array.isArray(body['choices']) && body['choices'].length > 0;
}

/** Takes over a whole answer. @throws {BadEventError} */
export function takeOpenAiAnswer(body: unknown, answer: Answer): Verdict {
	const chunk = readOpenAiChunk(body, 'message');
	const usage = readOpenAiUsage(chunk.usage);
	if (chunk.model !== undefined) answer.noteModel(chunk.model);
	if (usage) answer.noteUsage(usage);
	answer.addReasoning(chunk.reasoning);
	answer.addText(chunk.text);
	return verdictOf(chunk.finishReason ?? 'stop');
}

function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	throw new BadEventError(`expected text as a delta's content, got ${typeof value}`);
}
