/** `POST /v1/chat/completions`: bodies, chunks, tools, formats and models. */
import { expect, test } from 'vitest';
import {
	ask,
	at,
	joined,
	LEASE,
	LLAMA,
	post,
	postJson,
	postStream,
	saidIn,
	withSimulator
} from '../fakes.ts';
import { countTokens } from '../generation/tokens.ts';

const CHAT = '/v1/chat/completions';

test('a whole answer has every key of the recording, and stats without anything in them', async () => {
	await withSimulator({}, async (simulator) => {
		const { status, body } = await postJson(simulator, CHAT, { ...ask(LEASE), max_tokens: 4 });
		expect(status).toBe(200);
		expect(at(body, 'id')).toMatch(/^chatcmpl-[0-9a-z]{21}$/);
		const prompt = countTokens(LEASE) + 4;
		expect(body).toEqual({
			id: at(body, 'id'),
			object: 'chat.completion',
			created: Date.UTC(2026, 0, 15, 12) / 1000,
			model: LLAMA,
			choices: [
				{
					index: 0,
					message: {
						role: 'assistant',
						content: 'Demo answer, made',
						reasoning_content: '',
						tool_calls: []
					},
					logprobs: null,
					finish_reason: 'length'
				}
			],
			usage: {
				prompt_tokens: prompt,
				completion_tokens: 4,
				total_tokens: prompt + 4,
				completion_tokens_details: { reasoning_tokens: 0 }
			},
			stats: {},
			system_fingerprint: LLAMA
		});
	});
});

test('a stream is data lines alone: role on the first delta, a finish chunk, [DONE]', async () => {
	await withSimulator({}, async (simulator) => {
		const { text, events } = await postStream(simulator, CHAT, { ...ask('Hi'), max_tokens: 2 });
		const id = String(at(events[0]?.data, 'id'));
		const head = `{"id":"${id}","object":"chat.completion.chunk","created":1768478400,"model":"${LLAMA}","system_fingerprint":"${LLAMA}"`;
		expect(text).toBe(
			`data: ${head},"choices":[{"index":0,"delta":{"role":"assistant","content":"Demo"},"logprobs":null,"finish_reason":null}]}\n\n` +
				`data: ${head},"choices":[{"index":0,"delta":{"content":" answer"},"logprobs":null,"finish_reason":null}]}\n\n` +
				`data: ${head},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]}\n\n` +
				'data: [DONE]\n\n'
		);
	});
});

test('usage comes in a chunk of its own, without choices, and only when it was asked for', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { ...ask(LEASE), stream_options: { include_usage: true } };
		const { events } = await postStream(simulator, CHAT, request);
		const usage = events.at(-2)?.data;
		expect(at(usage, 'choices')).toEqual([]);
		expect(at(usage, 'usage')).toEqual({
			prompt_tokens: countTokens(LEASE) + 4,
			completion_tokens: events.length - 3,
			total_tokens: countTokens(LEASE) + 4 + events.length - 3,
			completion_tokens_details: { reasoning_tokens: 0 }
		});
		expect(events.at(-1)?.data).toBe('[DONE]');
		const without = await postStream(simulator, CHAT, ask(LEASE));
		expect(without.text).not.toContain('"usage"');
	});
});

test('the same messages give the same answer, streamed or not', async () => {
	await withSimulator({}, async (simulator) => {
		const whole = await postJson(simulator, CHAT, { ...ask(LEASE), seed: 7 });
		const { events } = await postStream(simulator, CHAT, ask(LEASE));
		expect(saidIn(events, 'content')).toBe(at(whole.body, 'choices.0.message.content'));
	});
});

test('reasoning has a field of its own, which for gpt-oss is another one', async () => {
	await withSimulator({}, async (simulator) => {
		const messages = ask(LEASE).messages;
		const qwen = await postStream(simulator, CHAT, { model: 'qwen/qwen3-4b', messages });
		expect(Object.keys(at(qwen.events[0]?.data, 'choices.0.delta') ?? {})).toEqual([
			'role',
			'reasoning_content'
		]);
		const request = { model: 'openai/gpt-oss-20b', messages };
		const oss = await postStream(simulator, CHAT, request);
		expect(at(oss.events[0]?.data, 'choices.0.delta')).toEqual({
			role: 'assistant',
			reasoning: 'This'
		});
		const whole = await postJson(simulator, CHAT, request);
		expect(at(whole.body, 'choices.0.message.reasoning')).toMatch(/^This is the simulator's/);
		expect(at(whole.body, 'choices.0.message.reasoning_content')).toBeUndefined();
		const off = await postJson(simulator, CHAT, { ...request, reasoning_effort: 'none' });
		expect(at(off.body, 'usage.completion_tokens_details.reasoning_tokens')).toBe(0);
	});
});

test('a JSON schema is followed, in the text, without reasoning', async () => {
	await withSimulator({}, async (simulator) => {
		const schema = {
			type: 'object',
			properties: {
				kind: { type: 'string', enum: ['letter', 'contract'] },
				facts: {
					type: 'array',
					maxItems: 2,
					items: { type: 'object', properties: { quote: { type: 'string' } } }
				}
			}
		};
		const { body } = await postJson(simulator, CHAT, {
			...ask(LEASE),
			model: 'qwen/qwen3-4b',
			response_format: { type: 'json_schema', json_schema: { name: 'x', strict: 'true', schema } }
		});
		expect(at(body, 'choices.0.message.reasoning_content')).toBe('');
		expect(JSON.parse(String(at(body, 'choices.0.message.content')))).toEqual({
			kind: 'letter',
			facts: [
				{ quote: 'Meridian Freight signed the lease for the Rotterdam depot on 14 March 2026.' },
				{ quote: 'The rent for the depot is €42,000 a month, and the lease runs for five years.' }
			]
		});
	});
});

test('json_object is no format, and text is', async () => {
	await withSimulator({}, async (simulator) => {
		const send = (type: string) =>
			postJson(simulator, CHAT, { ...ask('Hi'), response_format: { type } });
		expect(await send('json_object')).toEqual({
			status: 400,
			body: { error: "'response_format.type' must be 'json_schema' or 'text'" }
		});
		expect((await send('text')).status).toBe(200);
	});
});

test('messages are needed, and fields nobody knows are not', async () => {
	await withSimulator({}, async (simulator) => {
		expect(await postJson(simulator, CHAT, { model: LLAMA })).toEqual({
			status: 400,
			body: { error: "'messages' field is required" }
		});
		const odd = { ...ask('Hi'), n: 2, previous_response_id: 'x', ttl: 'abc', max_tokens: -1 };
		const { status, body } = await postJson(simulator, CHAT, odd);
		expect([status, at(body, 'choices.1')]).toEqual([200, undefined]);
	});
});

test('content may come in parts', async () => {
	await withSimulator({}, async (simulator) => {
		const content = [
			{ type: 'text', text: LEASE },
			{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
		];
		const messages = [{ role: 'user', content }];
		const { body } = await postJson(simulator, CHAT, { model: LLAMA, messages });
		expect(at(body, 'choices.0.message.content')).toContain('Rotterdam depot');
	});
});

test('a stop string ends the answer before it', async () => {
	await withSimulator({}, async (simulator) => {
		const { body } = await postJson(simulator, CHAT, { ...ask(LEASE), stop: ['No language'] });
		expect(at(body, 'choices.0.message.content')).toBe(
			'Demo answer, made of sentences from your text. '
		);
		expect(at(body, 'choices.0.finish_reason')).toBe('stop');
	});
});

test('a tool that must be called is called, with arguments in pieces', async () => {
	await withSimulator({}, async (simulator) => {
		const parameters = {
			type: 'object',
			properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } }
		};
		const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }];
		const request = { ...ask('Weather in Paris, please.'), tools, tool_choice: 'required' };
		const { events } = await postStream(simulator, CHAT, request);
		const deltas = events.map(({ data }) => at(data, 'choices.0.delta'));
		expect(at(deltas[0], 'tool_calls.0')).toEqual({
			index: 0,
			id: at(deltas[0], 'tool_calls.0.id'),
			type: 'function',
			function: { name: 'get_weather', arguments: '' }
		});
		expect(at(deltas[0], 'tool_calls.0.id')).toMatch(/^\d{9}$/);
		expect(at(deltas[1], 'tool_calls.0')).toEqual({
			index: 0,
			type: 'function',
			function: { arguments: '{"' }
		});
		expect(at(events.at(-2)?.data, 'choices.0.finish_reason')).toBe('tool_calls');
		const whole = await postJson(simulator, CHAT, request);
		const said = joined(deltas.map((delta) => at(delta, 'tool_calls.0.function.arguments')));
		expect(at(whole.body, 'choices.0.message.tool_calls.0.function.arguments')).toBe(said);
		expect(JSON.parse(said)).toEqual({ city: 'Weather in Paris, please.', days: 1 });
	});
});

test('an unknown model is answered by the one chat model that is loaded', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { ...ask('Hi'), model: 'not-a-model' };
		const { status, body } = await postJson(simulator, CHAT, request);
		expect([status, at(body, 'model')]).toEqual([200, LLAMA]);
		const empty = await postJson(simulator, CHAT, { messages: request.messages });
		expect(at(empty.body, 'model')).toBe(LLAMA);
	});
});

test('with two chat models loaded an unknown one is refused, in text with four blanks', async () => {
	await withSimulator({}, async (simulator) => {
		await postJson(simulator, '/api/v1/models/load', { model: 'qwen/qwen3-4b' });
		const response = await post(simulator, CHAT, { ...ask('Hi'), model: 'not-a-model' });
		const text = await response.text();
		expect(response.status).toBe(400);
		expect(text.split('\n').slice(0, 3)).toEqual([
			'{',
			'    "error": {',
			expect.stringMatching(
				/^ {8}"message": "Invalid model identifier \\"not-a-model\\"\. Please specify a valid downloaded model \(e\.g\., llama-3\.2-3b-instruct@q4_k_m, /
			)
		]);
		expect(at(JSON.parse(text), 'error.code')).toBe('model_not_found');
		expect(at(JSON.parse(text), 'error.param')).toBe('model');
	});
});

test('a model is known by its key in any case, by a variant, and by the exact id of an instance', async () => {
	await withSimulator({}, async (simulator) => {
		await postJson(simulator, '/api/v1/models/load', { model: LLAMA });
		const answers = async (model: string) =>
			at((await postJson(simulator, CHAT, { ...ask('Hi'), model })).body, 'model');
		expect(await answers(LLAMA.toUpperCase())).toBe(LLAMA);
		expect(await answers(`${LLAMA}:2`)).toBe(`${LLAMA}:2`);
		expect(await answers('qwen/qwen3-4b@q4_k_m')).toBe('qwen/qwen3-4b');
	});
});

test('an embedding model does not chat', async () => {
	await withSimulator({}, async (simulator) => {
		const model = 'text-embedding-nomic-embed-text-v1.5';
		expect((await postJson(simulator, CHAT, { ...ask('Hi'), model })).status).toBe(400);
	});
});

test('a prompt longer than the context is a status, or in a stream an event after 200', async () => {
	await withSimulator({ contextLength: 100 }, async (simulator) => {
		const text = LEASE.repeat(3);
		const tokens = countTokens(text) + 4;
		expect(await postJson(simulator, CHAT, ask(text))).toEqual({
			status: 400,
			body: {
				error: `The number of tokens to keep from the initial prompt is greater than the context length (n_keep: ${tokens}>= n_ctx: 100). Try to load the model with a larger context length, or provide a shorter input.`
			}
		});
		const message = `Input does not fit in context length. The input has ${tokens} tokens, but the context length only supports 100 tokens.`;
		const { text: stream } = await postStream(simulator, CHAT, ask(text));
		expect(stream).toBe(
			`event: error\ndata: ${JSON.stringify({ error: { message }, message })}\n\n`
		);
	});
});

test('an answer that fills the context ends with length', async () => {
	await withSimulator({ contextLength: 100 }, async (simulator) => {
		const { body } = await postJson(simulator, CHAT, ask(LEASE));
		expect(at(body, 'usage.total_tokens')).toBe(100);
		expect(at(body, 'choices.0.finish_reason')).toBe('length');
	});
});
