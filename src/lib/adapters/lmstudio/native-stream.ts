/** The stream of `POST /api/v1/chat`: named events, ended by `chat.end`. */
import type { GenerationRequest } from '#lib/core/ports.ts';
import type { Answer } from './answer.ts';
import { createDeltaTemplate } from './delta-template.ts';
import { badAnswer } from './answer-failures.ts';
import { isRecord } from './is-record.ts';
import { takeNativeAnswer } from './native-answer.ts';
import { failureOfServerError, readServerError } from './server-error.ts';
import {
	BadEventError,
	createStreamReader,
	parseEvent,
	type StreamEnd,
	type StreamEvent,
	type StreamReader
} from './stream-reader.ts';

export function createNativeStreamReader(answer: Answer, request: GenerationRequest): StreamReader {
	return createStreamReader((stream) => readNativeEvents(answer, request, stream));
}

function readNativeEvents(answer: Answer, request: GenerationRequest, stream: StreamEnd) {
	// Both kinds of delta have the same shape; each has its own place to remember.
	const text = createDeltaTemplate(deltaContent);
	const reasoning = createDeltaTemplate(deltaContent);
	function readSlowly(name: string, data: string) {
		switch (name) {
			case 'message.delta':
				answer.addText(contentOf(parseEvent(data)));
				break;
			case 'reasoning.delta':
				answer.addReasoning(contentOf(parseEvent(data)));
				break;
			case 'chat.start':
				noteModel(parseEvent(data));
				break;
			case 'model_load.start':
				answer.addProgress('load_progress', 0);
				break;
			case 'model_load.progress':
				answer.addProgress('load_progress', fieldOf(parseEvent(data), 'progress'));
				break;
			case 'model_load.end':
				answer.addProgress('load_progress', 1);
				break;
			case 'prompt_processing.start':
				answer.addProgress('prompt_progress', 0);
				break;
			case 'prompt_processing.progress':
				answer.addProgress('prompt_progress', fieldOf(parseEvent(data), 'progress'));
				break;
			case 'prompt_processing.end':
				answer.addProgress('prompt_progress', 1);
				break;
			case 'error':
				noteError(parseEvent(data));
				break;
			case 'chat.end':
				end(parseEvent(data));
				break;
			// Starts and ends of parts, tool calls, and whatever later versions add: nothing of the answer's text.
		}
	}

	function noteModel(event: unknown) {
		const name = fieldOf(event, 'model_instance_id');
		if (typeof name === 'string') answer.noteModel(name);
	}

	/** The documentation promises a `chat.end` with the partial result after an error, so the stream is not over. */
	function noteError(event: unknown) {
		const error = readServerError(event);
		const failure = error
			? failureOfServerError(error, 200)
			: badAnswer('expected an error in the error event, got none');
		stream.decide({ type: 'failed', failure });
	}

	function end(event: unknown) {
		stream.decide(takeNativeAnswer(fieldOf(event, 'result'), answer, request));
		stream.close();
	}

	return ({ event, data }: StreamEvent) => {
		if (event === 'message.delta') readDelta(data, text, answer.addText);
		else if (event === 'reasoning.delta') readDelta(data, reasoning, answer.addReasoning);
		// The event line comes first, for the type inside has been missing. Where the line is missing, the type says the same.
		else readSlowly(event ?? typeOf(parseEvent(data)), data);
	};
}

function readDelta(
	data: string,
	template: ReturnType<typeof createDeltaTemplate>,
	add: (text: string) => void
) {
	const known = template.match(data);
	const content = known ?? contentOf(parseEvent(data));
	if (known === undefined && content !== '') template.learn(data, content);
	add(content);
}

/** The full parse of a delta, in the form that a template learns by. */
function deltaContent(data: string): string | undefined {
	try {
		return contentOf(parseEvent(data));
	} catch {
		// Whether it can be read is the question here; the reader itself tells what is wrong.
		return undefined;
	}
}

/** @throws {BadEventError} */
function contentOf(event: unknown): string {
	const content = fieldOf(event, 'content') ?? '';
	if (typeof content === 'string') return content;
	throw new BadEventError(`expected text as a delta's content, got ${typeof content}`);
}

function typeOf(event: unknown): string {
	const type = fieldOf(event, 'type');
	return typeof type === 'string' ? type : '';
}

/** @throws {BadEventError} for anything but an object */
function fieldOf(event: unknown, name: string): unknown {
	if (isRecord(event)) return event[name];
	throw new BadEventError(
		`expected an object in every event, got ${event === null ? 'null' : typeof event}`
	);
}
