import type { RunState } from './analyse-page.ts';
import {
	chatEnd,
	chunk,
	data,
	delta,
	deltas,
	DONE,
	event,
	finish,
	nativeAnswer,
	type Dialect,
	type Reply
} from './wire-replies.ts';

/** One way in which a server may answer, and what the page makes of it. */
export interface WireCase {
	/** What the server answers, in words. */
	about: string;
	dialect: Dialect;
	reply: Reply;
	state: RunState;
	/** The answer that is shown; none where it is absent. */
	text?: string;
	/** Reasoning that is shown folded away. */
	reasoning?: string;
	error?: string;
	stats?: string;
}

const ANSWER = 'The pump failed.';
const OPENAI_PIECES = [
	delta({ role: 'assistant', content: 'The pump' }),
	delta({ content: ' failed.' })
];
const OPENAI_STREAM = [...OPENAI_PIECES, finish('stop'), DONE].join('');
const NATIVE_STREAM = [
	event('chat.start', { model_instance_id: 'llama-3.2-3b-instruct' }),
	event('prompt_processing.start'),
	event('prompt_processing.progress', { progress: 0.5 }),
	event('prompt_processing.end'),
	event('message.start'),
	deltas('The pump', ' failed.'),
	event('message.end'),
	chatEnd(ANSWER)
].join('');

const stream = (body: string | Buffer): Reply => ({ body });
const json = (body: unknown, status = 200): Reply => ({
	status,
	contentType: 'application/json',
	body: JSON.stringify(body)
});
const withLineEnd = (lineEnd: string, text: string) => text.replaceAll('\n', lineEnd);

/** Ways to answer as a whole, which all come to {@link ANSWER}. */
const WHOLE_ANSWERS: Omit<WireCase, 'state' | 'text'>[] = [
	{ about: 'its own events', dialect: 'native', reply: stream(NATIVE_STREAM) },
	{ about: 'OpenAI’s chunks', dialect: 'openai', reply: stream(OPENAI_STREAM) },
	{
		about: 'lines that end with CR LF',
		dialect: 'native',
		reply: stream(withLineEnd('\r\n', NATIVE_STREAM))
	},
	{
		about: 'lines that end with CR LF',
		dialect: 'openai',
		reply: stream(withLineEnd('\r\n', OPENAI_STREAM))
	},
	{
		about: 'lines that end with CR',
		dialect: 'openai',
		reply: stream(withLineEnd('\r', OPENAI_STREAM))
	},
	{
		about: 'a byte order mark',
		dialect: 'native',
		reply: stream(Buffer.from(`\uFEFF${NATIVE_STREAM}`))
	},
	{
		about: 'a byte order mark',
		dialect: 'openai',
		reply: stream(Buffer.from(`\uFEFF${OPENAI_STREAM}`))
	},
	{
		about: 'comments and empty events between the others',
		dialect: 'openai',
		reply: stream(`: ping\n\n${OPENAI_STREAM.replaceAll('data: {', ': ping\n\ndata:\n\ndata:{')}`)
	},
	{
		about: 'events whose names got lost',
		dialect: 'native',
		reply: stream(NATIVE_STREAM.replaceAll(/^event: .*\n/gm, ''))
	},
	{
		about: 'events of kinds that nobody knows',
		dialect: 'native',
		reply: stream(event('weather', { sun: true }) + NATIVE_STREAM)
	},
	{
		about: 'no deltas, and the answer at its end',
		dialect: 'native',
		reply: stream(event('chat.start') + chatEnd(ANSWER))
	},
	{ about: 'one JSON answer', dialect: 'native', reply: json(nativeAnswer(ANSWER)) },
	{
		about: 'one JSON answer',
		dialect: 'openai',
		reply: json({
			choices: [{ index: 0, message: { content: ANSWER }, finish_reason: 'stop' }]
		})
	},
	{
		about: 'a role on every delta, and fields that are null',
		dialect: 'openai',
		reply: stream(
			[
				delta({ role: 'assistant', content: 'The pump', reasoning: null }),
				delta({ role: 'assistant', content: ' failed.', reasoning: null }),
				delta({ role: 'assistant', content: null, tool_calls: [] }),
				finish('stop'),
				DONE
			].join('')
		)
	},
	{
		about: 'the usage in a chunk without choices',
		dialect: 'openai',
		reply: stream(
			[
				...OPENAI_PIECES,
				finish('stop'),
				chunk([], { usage: { prompt_tokens: 1234, completion_tokens: 56, total_tokens: 1290 } }),
				DONE
			].join('')
		),
		stats: 'tokens 1,234 in, 56 out'
	},
	{
		about: 'no reason for the end, and [DONE]',
		dialect: 'openai',
		reply: stream(OPENAI_PIECES.join('') + DONE)
	},
	{
		about: 'a reason for the end, and no [DONE]',
		dialect: 'openai',
		reply: stream(OPENAI_PIECES.join('') + finish('stop'))
	},
	{
		about: 'more after [DONE]',
		dialect: 'openai',
		reply: stream(OPENAI_STREAM + delta({ content: ' And more.' }))
	},
	{
		about: 'more after its end',
		dialect: 'native',
		reply: stream(NATIVE_STREAM + deltas(' And more.'))
	},
	{
		about: 'its reasoning between tags in the text',
		dialect: 'openai',
		reply: stream(
			[
				delta({ content: '<thi' }),
				delta({ content: 'nk>\nThe seal, per' }),
				delta({ content: 'haps.</th' }),
				delta({ content: 'ink>\n\nThe pump failed.' }),
				finish('stop'),
				DONE
			].join('')
		),
		reasoning: 'The seal, perhaps.'
	},
	{
		about: 'its reasoning in reasoning_content',
		dialect: 'openai',
		reply: stream(delta({ reasoning_content: 'The seal, perhaps.' }) + OPENAI_STREAM),
		reasoning: 'The seal, perhaps.'
	},
	{
		about: 'its reasoning in reasoning',
		dialect: 'openai',
		reply: stream(delta({ reasoning: 'The seal, perhaps.' }) + OPENAI_STREAM),
		reasoning: 'The seal, perhaps.'
	},
	{
		about: 'its reasoning in events',
		dialect: 'native',
		reply: stream(event('reasoning.delta', { content: 'The seal, perhaps.' }) + NATIVE_STREAM),
		reasoning: 'The seal, perhaps.'
	}
];

/** Answers that are cut off, and no answers. */
const OTHER_ENDS: WireCase[] = [
	{
		about: 'an end for its length',
		dialect: 'openai',
		reply: stream(OPENAI_PIECES.join('') + finish('length') + DONE),
		state: 'length',
		text: ANSWER
	},
	{
		about: 'as many tokens as it may have',
		dialect: 'native',
		reply: stream(deltas(ANSWER) + chatEnd(ANSWER, { total_output_tokens: 1000 })),
		state: 'length',
		text: ANSWER
	},
	{
		about: 'a stream that ends in the middle',
		dialect: 'native',
		reply: stream(deltas(ANSWER)),
		state: 'interrupted',
		text: ANSWER,
		error: 'The connection to LM Studio broke in the middle of the answer.'
	},
	{
		about: 'a stream that ends in the middle',
		dialect: 'openai',
		reply: stream(OPENAI_PIECES.join('')),
		state: 'interrupted',
		text: ANSWER,
		error: 'The connection to LM Studio broke in the middle of the answer.'
	},
	{
		about: 'half an event in the middle',
		dialect: 'native',
		reply: stream(`${deltas(ANSWER)}event: message.delta\ndata: {"type":"mess\n\n${NATIVE_STREAM}`),
		state: 'failed',
		text: ANSWER,
		error: "The server's answer could not be read: expected JSON in every event"
	},
	{
		about: 'half an event in the middle',
		dialect: 'openai',
		reply: stream(`${OPENAI_PIECES.join('')}${data('{"choices":[{"ind')}${OPENAI_STREAM}`),
		state: 'failed',
		text: ANSWER,
		error: "The server's answer could not be read: expected JSON in every event"
	},
	{
		about: 'a stream with nothing in it',
		dialect: 'native',
		reply: stream(''),
		state: 'failed',
		error: 'LM Studio ended the request without an answer and without an error.'
	},
	{
		about: 'nothing but [DONE]',
		dialect: 'openai',
		reply: stream(DONE),
		state: 'failed',
		error: 'LM Studio ended the request without an answer and without an error.'
	},
	{
		about: 'an error as a text',
		dialect: 'openai',
		reply: json({ error: "'messages' field is required" }, 400),
		state: 'failed',
		error: "LM Studio refused the request: 'messages' field is required"
	},
	{
		about: 'an error as OpenAI’s object',
		dialect: 'openai',
		reply: json(
			{
				error: {
					message: 'Invalid model identifier "x". Please specify a valid downloaded model.',
					type: 'invalid_request_error',
					param: 'model',
					code: 'model_not_found'
				}
			},
			400
		),
		state: 'failed',
		error: 'LM Studio does not have this model: Invalid model identifier "x".'
	},
	{
		about: 'an error as its own object',
		dialect: 'native',
		reply: json(
			{
				error: {
					message: "Unrecognized key(s) in object: 'ttl'",
					type: 'invalid_request',
					code: 'unrecognized_keys'
				}
			},
			400
		),
		state: 'failed',
		error: "LM Studio does not know a setting of the request: Unrecognized key(s) in object: 'ttl'"
	},
	{
		about: 'an error event after a part of the answer',
		dialect: 'openai',
		reply: stream(
			`${OPENAI_PIECES.join('')}event: error\n${data({
				error: { message: 'Context size has been exceeded.' },
				message: 'Context size has been exceeded.'
			})}`
		),
		state: 'failed',
		text: ANSWER,
		error: 'The prompt is longer than the context that the model is loaded with.'
	},
	{
		about: 'an error event, and its end after that',
		dialect: 'native',
		reply: stream(
			deltas(ANSWER) +
				event('error', { error: { type: 'unknown', message: 'The generation broke off.' } }) +
				chatEnd(ANSWER)
		),
		state: 'failed',
		text: ANSWER,
		error: 'LM Studio reported an error: The generation broke off.'
	},
	{
		about: 'an error event, and nothing after that',
		dialect: 'native',
		reply: stream(event('error', { error: { type: 'unknown', message: 'No memory left.' } })),
		state: 'failed',
		error: 'LM Studio reported an error: No memory left.'
	},
	{
		about: 'that it requires a token',
		dialect: 'native',
		reply: json({ error: { type: 'invalid_request', code: 'invalid_api_key', message: '…' } }, 401),
		state: 'failed',
		error: 'requires an API token, and none was sent.'
	},
	{
		about: '200 with a web page',
		dialect: 'native',
		reply: { contentType: 'text/html', body: '<!doctype html><title>Router</title>' },
		state: 'failed',
		error: 'got a web page.'
	},
	{
		about: '200 with an error',
		dialect: 'native',
		reply: json({ error: 'Something went wrong.' }),
		state: 'failed',
		error: 'LM Studio reported an error: Something went wrong.'
	},
	{
		about: '200 with JSON of another kind',
		dialect: 'openai',
		reply: json({ hello: 'world' }),
		state: 'failed',
		error: "The server's answer could not be read: expected an answer, got JSON of another kind."
	},
	{
		about: '200 and that the endpoint is unexpected',
		dialect: 'openai',
		reply: json({ error: 'Unexpected endpoint or method. (POST /v1/chat/completions)' }),
		state: 'failed',
		error: 'The server does not know this request: Unexpected endpoint or method.'
	}
];

/** Every way. */
export const WIRE_CASES: readonly WireCase[] = [
	...WHOLE_ANSWERS.map((known) => ({ ...known, state: 'done' as const, text: ANSWER })),
	...OTHER_ENDS
];
