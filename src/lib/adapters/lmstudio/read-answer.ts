/** From a response to how the answer ended, by what the response is and not by what its status claims. */
import {
	ModelClientError,
	type Failure,
	type GenerationEvent,
	type GenerationRequest
} from '#lib/core/ports.ts';
import type { Answer } from './answer.ts';
import { failureOfReply } from './failure-of-reply.ts';
import type { Dialect } from './choose-dialect.ts';
import { badAnswer, emptyAnswer, notLmStudio } from './answer-failures.ts';
import { connectionLost } from './failures.ts';
import { isNativeAnswer, takeNativeAnswer } from './native-answer.ts';
import { createNativeStreamReader } from './native-stream.ts';
import { isOpenAiAnswer, takeOpenAiAnswer } from './openai-answer.ts';
import { createOpenAiStreamReader } from './openai-stream.ts';
import { readEventStream } from './read-event-stream.ts';
import { describeReply, mediaTypeOf, readReply, type Reply } from './read-reply.ts';
import { isUnexpectedEndpoint, isUnknownModel, readServerError } from './server-error.ts';
import type { Server } from './server.ts';
import { BadEventError, type Verdict } from './stream-reader.ts';

export interface AnswerContext {
	server: Server;
	request: GenerationRequest;
	dialect: Dialect;
	answer: Answer;
	emit: (event: GenerationEvent) => void;
	signal: AbortSignal;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Reads an answer to its end. */
export async function readAnswer(response: Response, context: AnswerContext): Promise<Verdict> {
	const { server, request, dialect, answer, emit, signal } = context;
	const lost = connectionLost(server.connection.address);
	if (mediaTypeOf(response) === 'text/event-stream' && response.body) {
		const reader =
			dialect === 'native'
				? createNativeStreamReader(answer, request)
				: createOpenAiStreamReader(answer);
		const onIdle = (idleMs: number) => emit({ type: 'idle', idleMs });
		const { clock } = server;
		const options = { clock, reader, answer, signal, onIdle, lost };
		const verdict = await readEventStream(response.body, options);
		if (verdict.type === 'finished') return verdict;
		const message = server.connection.hideToken(verdict.failure.message);
		return failed({ ...verdict.failure, message });
	}
	try {
		const verdict = takeReply(await readReply(response, MAX_ANSWER_BYTES), context);
		return signal.aborted ? { type: 'finished', reason: 'cancelled' } : verdict;
	} catch (error) {
		if (signal.aborted) return { type: 'finished', reason: 'cancelled' };
		if (error instanceof BadEventError) return failed(badAnswer(error.message));
		return failed(error instanceof ModelClientError ? error.failure : lost);
	}
}

/** Takes an answer that came whole: an error, or a server or a proxy that does not stream. */
function takeReply(reply: Reply, { server, request, dialect, answer }: AnswerContext): Verdict {
	const failure = failureOfReply(server, reply);
	if (failure) {
		return { ...failed(failure), lacksNativeChat: dialect === 'native' && lacksEndpoint(reply) };
	}
	if (isNativeAnswer(reply.json)) return takeNativeAnswer(reply.json, answer, request);
	if (isOpenAiAnswer(reply.json)) return takeOpenAiAnswer(reply.json, answer);
	if (reply.text.trim() === '') return failed(emptyAnswer());
	return failed(
		reply.json === undefined
			? notLmStudio(server.connection.address, describeReply(reply))
			: badAnswer('expected an answer, got JSON of another kind')
	);
}

/** LM Studio before 0.4 says so with status 200, other servers with 404 and the like. */
function lacksEndpoint({ status, json }: Reply): boolean {
	const error = readServerError(json);
	return (
		isUnexpectedEndpoint(error) || ([404, 405, 501].includes(status) && !isUnknownModel(error))
	);
}

function failed(failure: Failure) {
	return { type: 'failed' as const, failure };
}
