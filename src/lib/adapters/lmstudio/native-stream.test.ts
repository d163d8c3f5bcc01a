/** The stream of the native interface: LM Studio docs, REST v1 chat and streaming events, and what servers really sent. */
import { expect, test } from 'vitest';
import {
	MODEL,
	PLAIN,
	chatEnd,
	delta,
	eventsOf,
	finished,
	named,
	startClient,
	stream,
	text,
	thought
} from './fakes.ts';

async function nativeEvents(body: string, request = PLAIN) {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => stream([body]));
	return eventsOf(client, request);
}

test('tells load, prompt, thought and text in the order they come', async () => {
	const events = await nativeEvents(
		named(
			['chat.start', { type: 'chat.start', model_instance_id: MODEL }],
			['model_load.start', { type: 'model_load.start', model_instance_id: MODEL }],
			['model_load.progress', { type: 'model_load.progress', progress: 0.65 }],
			['model_load.end', { type: 'model_load.end', load_time_seconds: 12.34 }],
			['prompt_processing.start', { type: 'prompt_processing.start' }],
			['prompt_processing.progress', { type: 'prompt_processing.progress', progress: 0.5 }],
			['prompt_processing.end', { type: 'prompt_processing.end' }],
			['reasoning.start', { type: 'reasoning.start' }],
			['reasoning.delta', { type: 'reasoning.delta', content: 'Need to' }],
			['reasoning.end', { type: 'reasoning.end' }],
			['message.start', { type: 'message.start' }],
			delta('The current'),
			delta(' answer'),
			['message.end', { type: 'message.end' }],
			chatEnd({
				stats: {
					input_tokens: 15,
					total_output_tokens: 5,
					reasoning_output_tokens: 2,
					tokens_per_second: 281.03,
					time_to_first_token_seconds: 0.223,
					model_load_time_seconds: 12.34
				}
			})
		)
	);
	expect(events).toEqual([
		{ type: 'load_progress', progress: 0 },
		{ type: 'load_progress', progress: 0.65 },
		{ type: 'load_progress', progress: 1 },
		{ type: 'prompt_progress', progress: 0 },
		{ type: 'prompt_progress', progress: 0.5 },
		{ type: 'prompt_progress', progress: 1 },
		thought('Need to'),
		text('The current'),
		text(' answer'),
		finished('native', {
			usage: { input_tokens: 15, output_tokens: 5, reasoning_tokens: 2 },
			stats: {
				tokens_per_second: 281.03,
				time_to_first_token_seconds: 0.223,
				model_load_time_seconds: 12.34,
				measured_by: 'server'
			}
		})
	]);
});

test('tells a prompt_processing.end that comes twice once', async () => {
	const end: [string, unknown] = ['prompt_processing.end', { type: 'prompt_processing.end' }];
	expect(await nativeEvents(named(end, end, delta('a'), chatEnd()))).toEqual([
		{ type: 'prompt_progress', progress: 1 },
		text('a'),
		finished('native')
	]);
});

test('goes by the event line where the payload of message.start is empty', async () => {
	expect(await nativeEvents(named(['message.start', {}], delta('a'), chatEnd()))).toEqual([
		text('a'),
		finished('native')
	]);
});

test('goes by the event line where the type inside says something else', async () => {
	const odd = named(['message.delta', { type: 'reasoning.delta', content: 'a' }], chatEnd());
	expect(await nativeEvents(odd)).toEqual([text('a'), finished('native')]);
});

test('goes by the type inside where the event line is missing', async () => {
	const body = 'data: {"type":"message.delta","content":"a"}\n\ndata: {"type":"chat.end"}\n\n';
	expect(await nativeEvents(body)).toEqual([text('a'), finished('native', { model: undefined })]);
});

test('ignores events that it does not know, whatever they hold', async () => {
	const body = `event: execute\ndata: not JSON at all\n\n${named(
		['tool_call.start', { type: 'tool_call.start', tool: 'rm' }],
		['tool_call.arguments', { type: 'tool_call.arguments', arguments: { limit: 1 } }],
		delta('a'),
		chatEnd()
	)}`;
	expect(await nativeEvents(body)).toEqual([text('a'), finished('native')]);
});

test('tells a progress out of bounds within them, and one that is no number as unknown', async () => {
	const progress = (value: unknown): [string, unknown] => [
		'prompt_processing.progress',
		{ type: 'prompt_processing.progress', progress: value }
	];
	const body = named(progress(-1), progress(7), progress('half'), delta('a'), chatEnd());
	expect(await nativeEvents(body)).toEqual([
		{ type: 'prompt_progress', progress: 0 },
		{ type: 'prompt_progress', progress: 1 },
		{ type: 'prompt_progress', progress: undefined },
		text('a'),
		finished('native')
	]);
});

test('tells no progress any more once the answer has begun', async () => {
	const late: [string, unknown] = ['prompt_processing.progress', { progress: 0.1 }];
	expect(await nativeEvents(named(delta('a'), late, chatEnd()))).toEqual([
		text('a'),
		finished('native')
	]);
});

test('takes a delta without content as no text', async () => {
	const empty: [string, unknown][] = [
		['message.delta', { type: 'message.delta', content: null }],
		['message.delta', { type: 'message.delta' }],
		['message.delta', { type: 'message.delta', content: '' }]
	];
	expect(await nativeEvents(named(...empty, delta('a'), chatEnd()))).toEqual([
		text('a'),
		finished('native')
	]);
});

test('infers length from the token count, because native tells no reason for the end', async () => {
	const body = named(delta('a'), chatEnd({ stats: { total_output_tokens: 8 } }));
	const cut = await nativeEvents(body, { ...PLAIN, maxOutputTokens: 8 });
	expect(cut.at(-1)).toEqual(finished('native', { reason: 'length', usage: { output_tokens: 8 } }));
	const whole = await nativeEvents(body, { ...PLAIN, maxOutputTokens: 9 });
	expect(whole.at(-1)).toEqual(finished('native', { usage: { output_tokens: 8 } }));
});

test('takes text and thought from chat.end where no delta came', async () => {
	const output = [
		{ type: 'reasoning', content: 'Hm.' },
		{ type: 'tool_call', tool: 'x', arguments: {} },
		{ type: 'message', content: 'One ' },
		{ type: 'message', content: 'two' }
	];
	expect(await nativeEvents(named(chatEnd({ output })))).toEqual([
		thought('Hm.'),
		text('One '),
		text('two'),
		finished('native')
	]);
});

test('does not repeat the text of chat.end after deltas', async () => {
	const output = [{ type: 'message', content: 'One two' }];
	expect(await nativeEvents(named(delta('One '), delta('two'), chatEnd({ output })))).toEqual([
		text('One '),
		text('two'),
		finished('native')
	]);
});

test.each([
	['without a result', { type: 'chat.end' }],
	['with a result of another kind', { type: 'chat.end', result: 'done' }],
	['with odd fields', { type: 'chat.end', result: { output: {}, stats: { input_tokens: 'many' } } }]
])('takes chat.end %s as the end all the same', async (_case, end) => {
	expect(await nativeEvents(named(delta('a'), ['chat.end', end]))).toEqual([
		text('a'),
		finished('native', { model: undefined })
	]);
});

const CRASH = {
	code: 'model_crashed',
	message: 'The model crashed: The model has crashed.',
	suggestion:
		'Load it again on the Models page. If it crashes again, load it with a smaller context, or choose a smaller model.'
};

const crash: [string, unknown] = [
	'error',
	{ type: 'error', error: { type: 'internal_error', message: 'The model has crashed.' } }
];

test('fails after an error that chat.end follows, and keeps the text and the counts', async () => {
	const body = named(delta('a'), crash, chatEnd({ stats: { input_tokens: 4 } }));
	expect(await nativeEvents(body)).toEqual([
		text('a'),
		{
			...finished('native', { usage: { input_tokens: 4 } }),
			type: 'failed',
			reason: undefined,
			failure: { ...CRASH, retryable: false }
		}
	]);
});

test('fails after an error that the end of the stream follows', async () => {
	expect(await nativeEvents(named(crash))).toEqual([
		{
			type: 'failed',
			failure: { ...CRASH, retryable: true },
			usage: {},
			stats: { total_seconds: 0, measured_by: 'client', endpoint: 'native' },
			model: undefined
		}
	]);
});

test('fails as unreadable after an error event without an error', async () => {
	const [last] = await nativeEvents(named(['error', { type: 'error' }]));
	expect(last).toMatchObject({ type: 'failed', failure: { code: 'bad_answer' } });
});

test.each([
	['an event that is no JSON', 'event: message.delta\ndata: {"content":"b\n\n'],
	['an event that is no object', 'event: message.delta\ndata: ["b"]\n\n'],
	['content that is no text', 'event: message.delta\ndata: {"content":{"text":"b"}}\n\n'],
	['an unnamed event that is no JSON', 'data: {{\n\n']
])('stops at %s and leaves no hole', async (_case, bad) => {
	const events = await nativeEvents(named(delta('a')) + bad + named(delta('c'), chatEnd()));
	expect(events).toMatchObject([
		text('a'),
		{ type: 'failed', failure: { code: 'bad_answer', retryable: false } }
	]);
});

test('reports the model that answered, where it is not the asked one', async () => {
	const start: [string, unknown] = ['chat.start', { model_instance_id: 'google/gemma-3-1b' }];
	const events = await nativeEvents(named(start, delta('a'), chatEnd()));
	expect(events.at(-1)).toEqual(finished('native', { model: 'google/gemma-3-1b' }));
});
