/** The stream of the OpenAI-like interface, as LM Studio 0.3.13 to 0.4.25 was seen to write it. */
import { expect, test } from 'vitest';
import {
	MODEL,
	SEEDED,
	chunk,
	eventsOf,
	finished,
	startClient,
	stream,
	text,
	thought,
	unnamed
} from './fakes.ts';

async function openAiEvents(body: string, request = SEEDED) {
	const { server, client } = startClient();
	server.on('POST /v1/chat/completions', () => stream([body]));
	return eventsOf(client, request);
}

const usage = {
	prompt_tokens: 17,
	completion_tokens: 116,
	total_tokens: 133,
	completion_tokens_details: { reasoning_tokens: 102 }
};
const usageChunk = { ...chunk({}), choices: [], usage };

test('reads deltas, the reason, and the usage that follows it without choices', async () => {
	const body = unnamed(
		chunk({ role: 'assistant', content: 'Hel' }),
		chunk({ content: 'lo' }),
		chunk({}, 'stop'),
		usageChunk,
		'[DONE]'
	);
	expect(await openAiEvents(body)).toEqual([
		text('Hel'),
		text('lo'),
		finished('openai', {
			usage: { input_tokens: 17, output_tokens: 116, reasoning_tokens: 102 }
		})
	]);
});

test('reads deltas that repeat the role, as versions before 0.4 write them', async () => {
	const body = unnamed(
		chunk({ role: 'assistant', content: 'In' }),
		chunk({ role: 'assistant', content: ' the' }),
		chunk({}, 'stop'),
		'[DONE]'
	);
	expect(await openAiEvents(body)).toEqual([text('In'), text(' the'), finished('openai')]);
});

test.each([
	['reasoning_content', { reasoning_content: 'Let' }],
	['reasoning', { reasoning: 'Let' }],
	['both, of which the first holds', { reasoning_content: 'Let', reasoning: 'Let' }],
	['reasoning beside an empty reasoning_content', { reasoning_content: '', reasoning: 'Let' }],
	['think tags in the content', { content: '<think>Let</think>\n\n' }]
])('reads thought from %s', async (_case, fields) => {
	const body = unnamed(chunk(fields), chunk({ content: 'Hello' }), chunk({}, 'stop'), '[DONE]');
	expect(await openAiEvents(body)).toEqual([thought('Let'), text('Hello'), finished('openai')]);
});

test('takes null and missing content as no text', async () => {
	const body = unnamed(
		chunk({ role: 'assistant', content: null, reasoning_content: null }),
		{ ...chunk({}), choices: [{ index: 0 }] },
		{ ...chunk({}), choices: null },
		chunk({ content: 'a' }),
		chunk({}, 'stop'),
		'[DONE]'
	);
	expect(await openAiEvents(body)).toEqual([text('a'), finished('openai')]);
});

test.each([
	['stop', 'stop'],
	['length', 'length'],
	['tool_calls', 'stop']
])('ends %s as %s', async (told, reason) => {
	const body = unnamed(chunk({ content: 'a' }), chunk({}, told), '[DONE]');
	expect(await openAiEvents(body)).toEqual([
		text('a'),
		finished('openai', { reason: reason === 'length' ? 'length' : 'stop' })
	]);
});

test('is complete with a finish_reason and no [DONE]', async () => {
	expect(await openAiEvents(unnamed(chunk({ content: 'a' }, 'stop')))).toEqual([
		text('a'),
		finished('openai')
	]);
});

test('is complete with [DONE] and no finish_reason', async () => {
	expect(await openAiEvents(unnamed(chunk({ content: 'a' }), '[DONE]'))).toEqual([
		text('a'),
		finished('openai')
	]);
});

test('ignores what follows [DONE]', async () => {
	const body = unnamed(chunk({ content: 'a' }), '[DONE]', chunk({ content: 'b' }), '{"error":"x"}');
	expect(await openAiEvents(body)).toEqual([text('a'), finished('openai')]);
});

test('ignores tool calls, comments, empty events and events of other names', async () => {
	const call = { index: 0, id: '633167655', function: { name: 'f', arguments: '' } };
	const body = [
		': ping\n\ndata:\n\nevent: ping\ndata: {{\n\n',
		unnamed(chunk({ tool_calls: [call] }), chunk({ content: 'a' }), chunk({}, 'stop'), '[DONE]')
	].join('');
	expect(await openAiEvents(body)).toEqual([text('a'), finished('openai')]);
});

const OVERFLOW =
	'Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens.';

test.each([
	[
		'an error event, as for an overflow that looks like an empty success',
		`event: error\ndata: ${JSON.stringify({ error: { message: OVERFLOW }, message: OVERFLOW })}\n\n`
	],
	['an error as text', `event: error\ndata: ${JSON.stringify({ error: OVERFLOW })}\n\n`],
	['an error event that is bare text', `event: error\ndata: ${OVERFLOW}\n\n`],
	['an error event that is a JSON text', `event: error\ndata: ${JSON.stringify(OVERFLOW)}\n\n`],
	['an error without its event line', unnamed({ error: { message: OVERFLOW } })]
])('fails with the words of %s', async (_case, body) => {
	expect(await openAiEvents(body)).toEqual([
		{
			type: 'failed',
			failure: {
				code: 'context_overflow',
				message: 'The prompt has 31430 tokens, but the model is loaded with a context of 30000.',
				suggestion: 'Shorten the text, or load the model with a larger context on the Models page.',
				retryable: false
			},
			usage: {},
			stats: { total_seconds: 0, measured_by: 'client', endpoint: 'openai' },
			model: undefined
		}
	]);
});

test.each([
	['an event that is no JSON', 'data: {"choices":[{"delta":{"content":"b\n\n'],
	['an event that is no object', 'data: 5\n\n'],
	['choices of another kind', 'data: {"choices":{}}\n\n'],
	['content that is no text', 'data: {"choices":[{"delta":{"content":7}}]}\n\n']
])('stops at %s and leaves no hole', async (_case, bad) => {
	const body =
		unnamed(chunk({ content: 'a' })) + bad + unnamed(chunk({ content: 'c' }, 'stop'), '[DONE]');
	expect(await openAiEvents(body)).toMatchObject([
		text('a'),
		{ type: 'failed', failure: { code: 'bad_answer', retryable: false } }
	]);
});

test('is complete although what follows the finish_reason cannot be read', async () => {
	const body = `${unnamed(chunk({ content: 'a' }, 'stop'))}data: {"usage":{"prom\n\n`;
	expect(await openAiEvents(body)).toEqual([text('a'), finished('openai')]);
});

test('reports the model that answered for an unknown one', async () => {
	const other = { ...chunk({ content: 'a' }, 'stop'), model: 'google/gemma-3-1b' };
	expect(await openAiEvents(unnamed(other, '[DONE]'))).toEqual([
		text('a'),
		finished('openai', { model: 'google/gemma-3-1b' })
	]);
});

test('reports a model that came in only for part of the answer', async () => {
	const other = { ...chunk({ content: 'b' }), model: 'google/gemma-3-1b' };
	const body = unnamed(chunk({ content: 'a' }), other, chunk({ content: 'c' }, 'stop'), '[DONE]');
	expect((await openAiEvents(body)).at(-1)).toEqual(
		finished('openai', { model: 'google/gemma-3-1b' })
	);
});

test('does not take an instance, another case or a quantisation for another model', async () => {
	const copy = { ...chunk({ content: 'a' }), model: `${MODEL.toUpperCase()}@q4_k_m` };
	const events = await openAiEvents(unnamed(copy, chunk({ content: 'b' }, 'stop'), '[DONE]'));
	expect(events.at(-1)).toEqual(finished('openai', { model: `${MODEL.toUpperCase()}@q4_k_m` }));
});

const SCHEMA = { ...SEEDED, jsonSchema: { name: 'joke', schema: { type: 'object' } } };

test('takes JSON that came as thought for the answer where a schema was asked', async () => {
	const body = unnamed(
		chunk({ reasoning_content: '{"joke":' }),
		chunk({ reasoning_content: '"x"}' }),
		chunk({}, 'stop'),
		'[DONE]'
	);
	expect(await openAiEvents(body, SCHEMA)).toEqual([
		thought('{"joke":'),
		thought('"x"}'),
		text('{"joke":"x"}'),
		finished('openai')
	]);
});

test.each([
	['thought that is no JSON', SCHEMA, 'Let me think'],
	['JSON that came as thought where no schema was asked', SEEDED, '{"joke":"x"}']
])('leaves %s thought', async (_case, request, piece) => {
	const body = unnamed(chunk({ reasoning_content: piece }), chunk({}, 'stop'), '[DONE]');
	expect(await openAiEvents(body, request)).toEqual([thought(piece), finished('openai')]);
});

test('keeps a lone half of a character as it is, and whole ones that two chunks share', async () => {
	const body = [
		'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n',
		'data: {"choices":[{"delta":{"content":"\\ude00"}}]}\n\n',
		'data: {"choices":[{"delta":{"content":"\\ud800!"},"finish_reason":"stop"}]}\n\n',
		'data: [DONE]\n\n'
	].join('');
	const events = await openAiEvents(body);
	expect(events.slice(0, 3)).toEqual([text('\ud83d'), text('\ude00'), text('\ud800!')]);
});

test('is not led astray by __proto__ in a chunk', async () => {
	const body = `data: {"__proto__":{"choices":[{"delta":{"content":"x"}}]}}\n\n${unnamed(
		chunk({ content: 'a' }, 'stop'),
		'[DONE]'
	)}`;
	expect(await openAiEvents(body)).toEqual([text('a'), finished('openai')]);
	expect(Object.hasOwn(Object.prototype, 'choices')).toBe(false);
});
