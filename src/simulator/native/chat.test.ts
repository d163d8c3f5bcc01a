/** `POST /api/v1/chat`: bodies, events, refusals, stored answers. */
import { expect, test } from 'vitest';
import {
	at,
	LEASE,
	LLAMA,
	post,
	postJson,
	postStream,
	saidBy,
	withSimulator,
	type Event
} from '../fakes.ts';
import { countTokens } from '../generation/tokens.ts';

const CHAT = '/api/v1/chat';
const QWEN = 'qwen/qwen3-4b';

function namesOf(events: readonly Event[]): (string | undefined)[] {
	return events.map(({ event }) => event).filter((name, index, all) => name !== all[index - 1]);
}

test('a whole answer has its text, its figures and the id it is stored under', async () => {
	const options = { tokensPerSecond: 50, promptTokensPerSecond: 1000 };
	await withSimulator(options, async (simulator) => {
		const { status, body } = await postJson(simulator, CHAT, { model: LLAMA, input: LEASE });
		const text = String(at(body, 'output.0.content'));
		expect(status).toBe(200);
		expect(text).toMatch(
			/^Demo answer, made of sentences from your text\. No language model is running\.\n/
		);
		const inputTokens = countTokens(LEASE) + 4;
		const outputTokens = countTokens(text);
		expect(body).toEqual({
			model_instance_id: LLAMA,
			output: [{ type: 'message', content: text }],
			stats: {
				input_tokens: inputTokens,
				total_output_tokens: outputTokens,
				reasoning_output_tokens: 0,
				tokens_per_second: 50,
				time_to_first_token_seconds: Math.round(inputTokens + 20) / 1000
			},
			response_id: at(body, 'response_id')
		});
		expect(at(body, 'response_id')).toMatch(/^resp_[0-9a-f]{48}$/);
	});
});

test('the stream of a loaded model tells the prompt, then the message, and ends with the whole answer', async () => {
	await withSimulator({}, async (simulator) => {
		const { text, events } = await postStream(simulator, CHAT, { model: LLAMA, input: LEASE });
		expect(namesOf(events)).toEqual([
			'chat.start',
			'prompt_processing.start',
			'prompt_processing.progress',
			'prompt_processing.end',
			'message.start',
			'message.delta',
			'message.end',
			'chat.end'
		]);
		expect(text.slice(0, text.indexOf('event: message.delta'))).toBe(
			'event: chat.start\ndata: {"type":"chat.start","model_instance_id":"llama-3.2-3b-instruct"}\n\n' +
				'event: prompt_processing.start\ndata: {"type":"prompt_processing.start"}\n\n' +
				'event: prompt_processing.progress\ndata: {"type":"prompt_processing.progress","progress":1}\n\n' +
				'event: prompt_processing.end\ndata: {"type":"prompt_processing.end"}\n\n' +
				'event: message.start\ndata: {"type":"message.start"}\n\n'
		);
		expect(at(events.at(-1)?.data, 'result.output.0.content')).toBe(
			saidBy(events, 'message.delta')
		);
		expect(text).not.toContain('[DONE]');
	});
});

test('a stream has the headers of an event stream and no Keep-Alive', async () => {
	await withSimulator({}, async (simulator) => {
		const response = await post(simulator, CHAT, { model: LLAMA, input: 'Hi', stream: true });
		await response.text();
		const names = [
			'content-type',
			'cache-control',
			'connection',
			'transfer-encoding',
			'keep-alive'
		];
		expect(names.map((name) => response.headers.get(name))).toEqual([
			'text/event-stream',
			'no-cache',
			'keep-alive',
			'chunked',
			null
		]);
	});
});

test('a long prompt is read in several steps', async () => {
	await withSimulator({ contextLength: 32_768 }, async (simulator) => {
		const input = LEASE.repeat(30);
		const { events } = await postStream(simulator, CHAT, { model: LLAMA, input });
		const steps = events.filter(({ event }) => event === 'prompt_processing.progress');
		expect(steps.length).toBe(Math.ceil((countTokens(input) + 4) / 512));
		expect(at(steps.at(-1)?.data, 'progress')).toBe(1);
	});
});

test('a model that has to be loaded tells so in several steps', async () => {
	await withSimulator({ loadSeconds: 2 }, async (simulator) => {
		const request = { model: QWEN, input: 'Hi', reasoning: 'off' };
		const { events } = await postStream(simulator, CHAT, request);
		const loading = events.filter(({ event }) => event?.startsWith('model_load.'));
		expect(loading.length).toBe(10);
		expect(loading[0]?.data).toEqual({ type: 'model_load.start', model_instance_id: QWEN });
		expect(loading[1]?.data).toEqual({
			type: 'model_load.progress',
			model_instance_id: QWEN,
			progress: 0.125
		});
		expect(loading[9]?.data).toEqual({
			type: 'model_load.end',
			model_instance_id: QWEN,
			load_time_seconds: 2
		});
		expect(at(events.at(-1)?.data, 'result.stats.model_load_time_seconds')).toBe(2);
		const again = await postJson(simulator, CHAT, request);
		expect(at(again.body, 'stats.model_load_time_seconds')).toBeUndefined();
	});
});

test('reasoning comes before the message, as events and as an item of the output', async () => {
	await withSimulator({}, async (simulator) => {
		const { events } = await postStream(simulator, CHAT, { model: QWEN, input: LEASE });
		const names = namesOf(events);
		expect(names.slice(names.indexOf('reasoning.start'), -1)).toEqual([
			'reasoning.start',
			'reasoning.delta',
			'reasoning.end',
			'message.start',
			'message.delta',
			'message.end'
		]);
		const result = at(events.at(-1)?.data, 'result');
		expect(at(result, 'output.0')).toEqual({
			type: 'reasoning',
			content: saidBy(events, 'reasoning.delta')
		});
		const thought = countTokens(saidBy(events, 'reasoning.delta'));
		expect(at(result, 'stats.reasoning_output_tokens')).toBe(thought);
		expect(at(result, 'stats.total_output_tokens')).toBe(
			thought + countTokens(saidBy(events, 'message.delta'))
		);
	});
});

test('a reasoning setting the model does not have is refused with those it has', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: 'openai/gpt-oss-20b', input: 'Hi', stream: true };
		expect(await postJson(simulator, CHAT, { ...request, reasoning: 'off' })).toEqual({
			status: 400,
			body: {
				error: {
					message:
						"Reasoning setting 'off' is not supported by model 'openai/gpt-oss-20b'. Supported settings: 'low', 'medium', 'high'.",
					type: 'invalid_request',
					param: 'reasoning',
					code: 'invalid_value'
				}
			}
		});
		const low = await postJson(simulator, CHAT, { ...request, stream: false, reasoning: 'low' });
		const high = await postJson(simulator, CHAT, { ...request, stream: false, reasoning: 'high' });
		const tokens = [low, high].map(({ body }) => Number(at(body, 'stats.reasoning_output_tokens')));
		expect(tokens[0]).toBeLessThan(tokens[1] ?? 0);
		const plain = await postJson(simulator, CHAT, { model: LLAMA, input: 'Hi', reasoning: 'on' });
		expect(at(plain.body, 'error.message')).toBe(
			`Reasoning setting 'on' is not supported by model '${LLAMA}'.`
		);
	});
});

test('an answer that was cut off is told by its tokens alone', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: LLAMA, input: LEASE, max_output_tokens: 7 };
		const { body } = await postJson(simulator, CHAT, request);
		expect(at(body, 'stats.total_output_tokens')).toBe(7);
		expect(countTokens(String(at(body, 'output.0.content')))).toBe(7);
		expect(JSON.stringify(body)).not.toMatch(/finish|stop_reason|length/);
	});
});

test('what is not stored has no id, and what is can be continued', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: LLAMA, input: LEASE };
		const unstored = await postJson(simulator, CHAT, { ...request, store: false });
		expect(Object.keys(unstored.body ?? {})).toEqual(['model_instance_id', 'output', 'stats']);
		const stored = await postJson(simulator, CHAT, request);
		const continued = await postJson(simulator, CHAT, {
			model: LLAMA,
			input: 'And then?',
			previous_response_id: at(stored.body, 'response_id')
		});
		const before = Number(at(stored.body, 'stats.input_tokens'));
		expect(Number(at(continued.body, 'stats.input_tokens'))).toBeGreaterThan(
			before + Number(at(stored.body, 'stats.total_output_tokens'))
		);
	});
});

test('an answer that is not stored cannot be continued', async () => {
	await withSimulator({}, async (simulator) => {
		const previous_response_id = 'resp_not_a_stored_reply';
		const request = { model: LLAMA, input: 'Hi', previous_response_id };
		expect(await postJson(simulator, CHAT, request)).toEqual({
			status: 400,
			body: {
				error: {
					message:
						"Could not find stored response for previous_response_id 'resp_not_a_stored_reply'. Please ensure the ID is correct. Current previous response auto-deletion policy: Responses older than 30 days are automatically deleted.",
					type: 'invalid_request',
					param: 'previous_response_id',
					code: 'invalid_value'
				}
			}
		});
	});
});

test.each(['ttl', 'seed', 'stop', 'tools', 'response_format', 'messages'])(
	'the key %s is refused before a stream begins',
	async (key) => {
		await withSimulator({}, async (simulator) => {
			const request = { model: LLAMA, input: 'Hi', stream: true, [key]: 1 };
			expect(await postJson(simulator, CHAT, request)).toEqual({
				status: 400,
				body: {
					error: {
						message: `Unrecognized key(s) in object: '${key}'`,
						type: 'invalid_request',
						code: 'unrecognized_keys'
					}
				}
			});
		});
	}
);

test('input is a text, or a list of texts and images without roles', async () => {
	await withSimulator({}, async (simulator) => {
		const send = (input: unknown) => postJson(simulator, CHAT, { model: LLAMA, input });
		const list = [
			{ type: 'text', content: LEASE },
			{ type: 'image', data_url: 'data:image/png;base64,AA==' }
		];
		expect((await send(list)).status).toBe(200);
		expect((await send([{ type: 'message', content: 'Hi' }])).status).toBe(400);
		expect(at(await send([{ type: 'text', content: 'Hi', role: 'user' }]), 'body.error.code')).toBe(
			'unrecognized_keys'
		);
		expect(at(await send(undefined), 'body.error.message')).toBe('"input" is required');
		expect(at(await send(7), 'body.error.code')).toBe('invalid_type');
	});
});

test('an unknown model is not found, even where another one is loaded', async () => {
	await withSimulator({}, async (simulator) => {
		const { status, body } = await postJson(simulator, CHAT, { model: 'nobody', input: 'Hi' });
		expect([status, at(body, 'error.type'), at(body, 'error.code')]).toEqual([
			404,
			'model_not_found',
			'model_not_found'
		]);
	});
});

test('plugins are not permitted', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: LLAMA, input: 'Hi', integrations: ['mcp/playwright'] };
		expect(await postJson(simulator, CHAT, request)).toEqual({
			status: 403,
			body: {
				error: {
					message:
						"Permission denied to use plugin 'mcp/playwright'. Ensure that the server configuration allows plugin usage and, if using an API token, it has the necessary permissions.",
					type: 'invalid_request',
					param: 'integrations',
					code: null
				}
			}
		});
	});
});

test('a prompt longer than the context is an error event and then the partial answer, or a status', async () => {
	await withSimulator({ contextLength: 100 }, async (simulator) => {
		const request = { model: LLAMA, input: LEASE.repeat(3) };
		const tokens = countTokens(request.input) + 4;
		const { events } = await postStream(simulator, CHAT, request);
		expect(namesOf(events)).toEqual(['chat.start', 'error', 'chat.end']);
		expect(events[1]?.data).toEqual({
			type: 'error',
			error: {
				message: `Input does not fit in context length. The input has ${tokens} tokens, but the context length only supports 100 tokens.`,
				type: 'invalid_request'
			}
		});
		expect(at(events[2]?.data, 'result.output')).toEqual([]);
		const whole = await postJson(simulator, CHAT, request);
		expect([whole.status, at(whole.body, 'error.type')]).toEqual([400, 'invalid_request']);
	});
});
