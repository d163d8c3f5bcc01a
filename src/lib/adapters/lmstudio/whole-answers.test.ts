/** Responses that are no stream. The status proves nothing: LM Studio answers unknown paths with 200. */
import { expect, test } from 'vitest';
import type { GenerationRequest } from '#lib/core/ports.ts';
import {
	ADDRESS,
	MODEL,
	PLAIN,
	SEEDED,
	chatEnd,
	chunk,
	delta,
	eventsOf,
	finished,
	json,
	named,
	page,
	startClient,
	stream,
	text,
	thought,
	unnamed,
	type Handler
} from './fakes.ts';

const NATIVE = 'POST /api/v1/chat';
const OPENAI = 'POST /v1/chat/completions';

async function eventsAfter(handlers: Record<string, Handler>, request: GenerationRequest = PLAIN) {
	const { server, client } = startClient();
	for (const [route, handler] of Object.entries(handlers)) server.on(route, handler);
	return { events: await eventsOf(client, request), server, client };
}

const openAiAnswer: Handler = () => stream([unnamed(chunk({ content: 'a' }, 'stop'), '[DONE]')]);

test('takes a whole native answer where a stream was asked', async () => {
	const body = {
		model_instance_id: MODEL,
		output: [
			{ type: 'reasoning', content: 'Hm.' },
			{ type: 'message', content: 'Hi.' }
		],
		stats: { input_tokens: 15, total_output_tokens: 3, reasoning_output_tokens: 0 }
	};
	const { events } = await eventsAfter({ [NATIVE]: () => json(body) });
	expect(events).toEqual([
		thought('Hm.'),
		text('Hi.'),
		finished('native', { usage: { input_tokens: 15, output_tokens: 3, reasoning_tokens: 0 } })
	]);
});

test('takes a whole OpenAI-like answer where a stream was asked', async () => {
	const message = { role: 'assistant', content: 'Four', reasoning_content: '', tool_calls: [] };
	const body = {
		model: MODEL,
		choices: [{ index: 0, message, logprobs: null, finish_reason: 'length' }],
		usage: { prompt_tokens: 29, completion_tokens: 4 },
		stats: {}
	};
	const { events } = await eventsAfter({ [OPENAI]: () => json(body) }, SEEDED);
	expect(events).toEqual([
		text('Four'),
		finished('openai', { reason: 'length', usage: { input_tokens: 29, output_tokens: 4 } })
	]);
});

test('fails with the words of a JSON error with status 200', async () => {
	const { events } = await eventsAfter(
		{ [OPENAI]: () => json({ error: "'messages' field is required" }) },
		SEEDED
	);
	expect(events).toMatchObject([
		{
			type: 'failed',
			failure: {
				code: 'upstream_error',
				message: "LM Studio reported an error: 'messages' field is required"
			}
		}
	]);
});

test('fails with the words of a JSON error before the stream began', async () => {
	const error = {
		message:
			"Reasoning setting 'off' is not supported by model 'openai/gpt-oss-20b'. Supported settings: 'low', 'medium', 'high'.",
		type: 'invalid_request',
		param: 'reasoning',
		code: 'invalid_value'
	};
	const { events } = await eventsAfter({ [NATIVE]: () => json({ error }, 400) });
	expect(events).toMatchObject([
		{
			type: 'failed',
			failure: { code: 'bad_request', message: error.message, retryable: false }
		}
	]);
});

test('says that it is no LM Studio where a web page comes with status 200', async () => {
	const { events } = await eventsAfter({ [NATIVE]: () => page() });
	expect(events).toMatchObject([
		{
			type: 'failed',
			failure: {
				code: 'not_lmstudio',
				message: `Expected LM Studio at ${ADDRESS}, got a web page.`,
				retryable: false
			}
		}
	]);
});

test.each([
	['JSON of another kind', () => json({ hello: 'world' }), 'bad_answer'],
	[
		'an answer of another kind',
		() => json({ choices: [{ message: { content: 7 } }] }),
		'bad_answer'
	],
	['plain text', () => new Response('It works', { status: 200 }), 'not_lmstudio'],
	['a redirect', () => new Response('', { status: 302 }), 'not_lmstudio']
])('says what came in place of an answer: %s', async (_case, handler, code) => {
	const { events } = await eventsAfter({ [OPENAI]: handler }, SEEDED);
	expect(events).toMatchObject([{ type: 'failed', failure: { code, retryable: false } }]);
});

test('is interrupted by nothing: a body that breaks off fails before any text', async () => {
	const broken = () => {
		const body = new ReadableStream({
			pull: (controller) => controller.error(new TypeError('network error'))
		});
		return new Response(body, { headers: { 'Content-Type': 'application/json' } });
	};
	const { server, client, clock } = startClient();
	server.on(OPENAI, broken);
	const generation = eventsOf(client, SEEDED);
	await clock.advance(60_000);
	expect((await generation).at(-1)).toMatchObject({
		type: 'failed',
		failure: {
			code: 'unreachable',
			message: `The connection to ${ADDRESS} broke before an answer came.`
		}
	});
});

test('goes to the OpenAI-like interface where native is an unexpected endpoint, and remembers it', async () => {
	const { events, server, client } = await eventsAfter({ [OPENAI]: openAiAnswer });
	expect(events).toEqual([text('a'), finished('openai')]);
	await eventsOf(client, PLAIN);
	expect(server.requests.map(({ path }) => path)).toEqual([
		'/api/v1/chat',
		'/v1/chat/completions',
		'/v1/chat/completions'
	]);
});

test.each([
	['a web page', () => page('Not Found', 404)],
	['JSON that is not LM Studio’s', () => json({ error: { message: 'File Not Found' } }, 404)],
	['no words', () => new Response(null, { status: 405 })]
])('goes to the OpenAI-like interface where native is refused with %s', async (_case, refusal) => {
	const { events } = await eventsAfter({ [NATIVE]: refusal, [OPENAI]: openAiAnswer });
	expect(events).toEqual([text('a'), finished('openai')]);
});

test('goes back to native once the server has it', async () => {
	const { server, client } = startClient();
	server.on(OPENAI, openAiAnswer);
	await eventsOf(client, PLAIN);
	server.on(NATIVE, () => stream([named(delta('b'), chatEnd())]));
	server.on('GET /api/v1/models', () => json({ models: [] }));
	await client.inspect();
	expect(await eventsOf(client, PLAIN)).toEqual([text('b'), finished('native')]);
});

test('does not take an unknown model for an unknown path', async () => {
	const error = { type: 'model_not_found', code: 'model_not_found', message: 'No such model' };
	const { events, server } = await eventsAfter({
		[NATIVE]: () => json({ error }, 404),
		[OPENAI]: openAiAnswer
	});
	expect(events).toMatchObject([{ type: 'failed', failure: { code: 'model_not_found' } }]);
	expect(server.requests).toHaveLength(1);
});
