/** The stream of `POST /v1/chat/completions`: unnamed events, ended by a `finish_reason` and then `[DONE]`. */
import type { Answer } from './answer.ts';
import { createDeltaTemplate } from './delta-template.ts';
import { emptyAnswer } from './answer-failures.ts';
import { readOpenAiChunk, readOpenAiUsage, verdictOf, type OpenAiChunk } from './openai-answer.ts';
import { failureOfServerError, readServerError, type ServerError } from './server-error.ts';
import {
	createStreamReader,
	parseEvent,
	type StreamEnd,
	type StreamEvent,
	type StreamReader
} from './stream-reader.ts';

const END = '[DONE]';

export function createOpenAiStreamReader(answer: Answer): StreamReader {
	return createStreamReader((stream) => readOpenAiEvents(answer, stream));
}

function readOpenAiEvents(answer: Answer, stream: StreamEnd) {
	const text = createDeltaTemplate((data) => deltaOnly(data)?.text);
	const reasoning = createDeltaTemplate((data) => deltaOnly(data)?.reasoning);
	function readData(data: string) {
		const knownText = text.match(data);
		if (knownText !== undefined) {
			answer.addText(knownText);
			return;
		}
		const knownReasoning = reasoning.match(data);
		if (knownReasoning !== undefined) answer.addReasoning(knownReasoning);
		else readSlowly(data);
	}

	function readSlowly(data: string) {
		if (data.trim() === END) {
			endAll();
			return;
		}
		const body = parseEvent(data);
		const error = readServerError(body);
		if (error) {
			fail(error);
			return;
		}
		const chunk = readOpenAiChunk(body, 'delta');
		if (chunk.model !== undefined) answer.noteModel(chunk.model);
		const usage = readOpenAiUsage(chunk.usage);
		if (usage) answer.noteUsage(usage);
		answer.addReasoning(chunk.reasoning);
		answer.addText(chunk.text);
		if (chunk.finishReason !== undefined) stream.decide(verdictOf(chunk.finishReason));
		else learn(data, chunk);
	}

	function learn(data: string, chunk: OpenAiChunk) {
		if (!isDeltaOnly(chunk)) return;
		if (chunk.text !== '') text.learn(data, chunk.text);
		else if (chunk.reasoning !== '') reasoning.learn(data, chunk.reasoning);
	}

	/** Where nothing but this mark has come there is no answer that it could end. */
	function endAll() {
		stream.decide(
			answer.hasBegun
				? { type: 'finished', reason: 'stop' }
				: { type: 'failed', failure: emptyAnswer() }
		);
		stream.close();
	}

	function fail(error: ServerError) {
		stream.decide({ type: 'failed', failure: failureOfServerError(error, 200) });
		stream.close();
	}

	return ({ event, data }: StreamEvent) => {
		// Any other name is of a kind that this interface does not have.
		if (event === undefined || event === 'message') readData(data);
		else if (event === 'error') fail(errorOf(data));
	};
}

/** The error of an event that is named so. Its data is an object in all known versions, but need not be. */
function errorOf(data: string): ServerError {
	const nothing = { message: 'no reason was given', type: undefined, code: undefined };
	try {
		const body: unknown = JSON.parse(data);
		return readServerError(body) ?? readServerError({ error: body }) ?? nothing;
	} catch {
		return readServerError({ error: data }) ?? nothing;
	}
}

/** The full parse of a chunk that is a piece of text or of thought and nothing else, for a template to learn by. */
function deltaOnly(data: string): OpenAiChunk | undefined {
	try {
		const body = parseEvent(data);
		const chunk = readServerError(body) ? undefined : readOpenAiChunk(body, 'delta');
		return chunk && chunk.finishReason === undefined && isDeltaOnly(chunk) ? chunk : undefined;
	} catch {
		// Whether it can be read is the question here; the reader itself tells what is wrong.
		return undefined;
	}
}

function isDeltaOnly({ text, reasoning, usage }: OpenAiChunk): boolean {
	return (text === '' || reasoning === '') && (usage === undefined || usage === null);
}
