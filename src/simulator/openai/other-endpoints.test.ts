/** Plain completions, the list, embeddings, responses and Anthropic's messages. */
import { expect, test } from 'vitest';
import {
	ask,
	at,
	getJson,
	LEASE,
	LLAMA,
	NOMIC,
	postJson,
	postStream,
	withSimulator
} from '../fakes.ts';
import { countTokens } from '../generation/tokens.ts';

test('a plain completion has text in its choices', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: LLAMA, prompt: 'Hi', max_tokens: 2 };
		const { body } = await postJson(simulator, '/v1/completions', request);
		expect(at(body, 'id')).toMatch(/^cmpl-[0-9a-z]{21}$/);
		expect(body).toEqual({
			id: at(body, 'id'),
			object: 'text_completion',
			created: 1768478400,
			model: LLAMA,
			choices: [{ index: 0, text: 'Demo answer', logprobs: null, finish_reason: 'length' }],
			usage: {
				prompt_tokens: 5,
				completion_tokens: 2,
				total_tokens: 7,
				completion_tokens_details: { reasoning_tokens: 0 }
			},
			stats: {}
		});
		expect((await postJson(simulator, '/v1/completions', {})).body).toEqual({
			error: "'prompt' field is required"
		});
		const { events } = await postStream(simulator, '/v1/completions', request);
		expect(events.map(({ data }) => at(data, 'choices.0') ?? data)).toEqual([
			{ index: 0, text: 'Demo', logprobs: null, finish_reason: null },
			{ index: 0, text: ' answer', logprobs: null, finish_reason: null },
			{ index: 0, text: '', logprobs: null, finish_reason: 'length' },
			'[DONE]'
		]);
	});
});

test('the list has ids of every downloaded model, or with JIT off of the loaded ones', async () => {
	await withSimulator({}, async (simulator) => {
		const ids = async () => at((await getJson(simulator, '/v1/models')).body, 'data');
		expect(JSON.stringify((await getJson(simulator, '/v1/models')).body)).toMatch(
			/^\{"data":\[\{"id":"llama-3\.2-3b-instruct","object":"model","owned_by":"organization_owner"\},.*\],"object":"list"\}$/
		);
		expect(await ids()).toHaveLength(6);
		simulator.setOptions({ jit: false });
		expect(await ids()).toEqual(
			[LLAMA, NOMIC].map((id) => ({ id, object: 'model', owned_by: 'organization_owner' }))
		);
	});
});

test('embeddings are 768 numbers in the order of the texts, with a usage of nothing', async () => {
	await withSimulator({}, async (simulator) => {
		const { status, body } = await postJson(simulator, '/v1/embeddings', {
			model: NOMIC,
			input: ['search_document: rent', 'search_document: permit'],
			encoding_format: 'base64',
			dimensions: 64
		});
		expect(status).toBe(200);
		expect(Object.keys(body ?? {})).toEqual(['object', 'data', 'model', 'usage']);
		expect(at(body, 'usage')).toEqual({ prompt_tokens: 0, total_tokens: 0 });
		expect(at(body, 'model')).toBe(NOMIC);
		expect([0, 1].map((place) => at(body, `data.${place}.index`))).toEqual([0, 1]);
		expect(at(body, 'data.0.embedding')).toHaveLength(768);
		expect(at(body, 'data.0.object')).toBe('embedding');
	});
});

test('a text beyond the loaded context is cut without a word', async () => {
	await withSimulator({}, async (simulator) => {
		const embed = async (input: string) =>
			at(
				(await postJson(simulator, '/v1/embeddings', { model: NOMIC, input })).body,
				'data.0.embedding'
			);
		const long = 'depot '.repeat(2048);
		expect(countTokens(long)).toBeGreaterThan(2048);
		expect(await embed(`${long} something else entirely`)).toEqual(await embed(long));
	});
});

test.each([[undefined], [7], [[1, 2, 3]], [[]], [['a', 1]]])(
	'%j is no input for an embedding',
	async (input) => {
		await withSimulator({}, async (simulator) => {
			expect(await postJson(simulator, '/v1/embeddings', { model: NOMIC, input })).toEqual({
				status: 400,
				body: { error: "'input' field must be a string or an array of strings" }
			});
		});
	}
);

test('an embedding model loads on request, under the id that names its quantization', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: `${NOMIC}@f16`, input: 'a' };
		expect(at((await postJson(simulator, '/v1/embeddings', request)).body, 'model')).toBe(
			`${NOMIC}@f16`
		);
		const quantized = await postJson(simulator, '/v1/embeddings', {
			...request,
			model: `${NOMIC}@Q4_K_M`
		});
		expect(at(quantized.body, 'model')).toBe(NOMIC);
		expect((await postJson(simulator, '/v1/embeddings', { ...request, model: 'x' })).status).toBe(
			400
		);
	});
});

test('a response has every key of the recording, with the odd values of the server', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: LLAMA, input: 'Hi', max_output_tokens: 2, ttl: 5 };
		const { body } = await postJson(simulator, '/v1/responses', request);
		expect(at(body, 'id')).toMatch(/^resp_[0-9a-f]{48}$/);
		expect(at(body, 'output.0.id')).toMatch(/^msg_[0-9a-z]{22}$/);
		expect(body).toEqual({
			id: at(body, 'id'),
			object: 'response',
			created_at: 1768478400,
			completed_at: 1768478400,
			status: 'completed',
			incomplete_details: null,
			model: LLAMA,
			previous_response_id: null,
			instructions: null,
			output: [
				{
					id: at(body, 'output.0.id'),
					type: 'message',
					role: 'assistant',
					status: 'completed',
					content: [{ type: 'output_text', text: 'Demo answer', annotations: [], logprobs: [] }]
				}
			],
			error: null,
			tools: [],
			tool_choice: 'auto',
			truncation: 'auto',
			parallel_tool_calls: true,
			text: { format: { type: 'text' } },
			top_p: false,
			presence_penalty: 0,
			frequency_penalty: 1.1,
			top_logprobs: 0,
			temperature: 0.8,
			reasoning: { summary: null, effort: null },
			usage: {
				input_tokens: 5,
				output_tokens: 2,
				total_tokens: 7,
				input_tokens_details: { cached_tokens: 0 },
				output_tokens_details: { reasoning_tokens: 0 }
			},
			max_output_tokens: 2,
			max_tool_calls: null,
			store: true,
			background: false,
			service_tier: 'default',
			metadata: {},
			safety_identifier: null,
			prompt_cache_key: null
		});
	});
});

test('the events of a response are numbered, and reasoning comes in one piece', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: 'qwen/qwen3-4b', input: LEASE };
		const { events } = await postStream(simulator, '/v1/responses', request);
		expect(events.map(({ data }) => at(data, 'sequence_number'))).toEqual(
			events.map((_, index) => index)
		);
		const names = events.map(({ event }) => event);
		expect(names.filter((name, index) => name !== names[index - 1])).toEqual([
			'response.created',
			'response.in_progress',
			'response.output_item.added',
			'response.reasoning_text.done',
			'response.output_item.done',
			'response.output_item.added',
			'response.content_part.added',
			'response.output_text.delta',
			'response.output_text.done',
			'response.content_part.done',
			'response.output_item.done',
			'response.completed'
		]);
		const said = events
			.filter(({ event }) => event === 'response.output_text.delta')
			.map(({ data }) => at(data, 'delta'))
			.join('');
		expect(at(events.at(-1)?.data, 'response.output.1.content.0.text')).toBe(said);
	});
});

test('a response continues an answer of the native API, and refuses one nobody gave', async () => {
	await withSimulator({}, async (simulator) => {
		const native = await postJson(simulator, '/api/v1/chat', { model: LLAMA, input: LEASE });
		const request = { model: LLAMA, input: [{ role: 'user', content: 'Go on.' }] };
		const continued = await postJson(simulator, '/v1/responses', {
			...request,
			previous_response_id: at(native.body, 'response_id')
		});
		expect(Number(at(continued.body, 'usage.input_tokens'))).toBeGreaterThan(countTokens(LEASE));
		const previous_response_id = 'not_a_stored_reply';
		expect(
			await postJson(simulator, '/v1/responses', { ...request, previous_response_id })
		).toEqual({
			status: 400,
			body: {
				error: {
					message:
						"Prediction history node with id 'not_a_stored_reply' not found while attempting to build chat history chain that includes this node.",
					type: 'invalid_request_error',
					param: 'previous_response_id',
					code: 'previous_response_not_found'
				}
			}
		});
	});
});

test('a message of the Anthropic endpoint has its shape, with the cut told', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { ...ask('Hi'), system: 'Be brief.', max_tokens: 2 };
		const { body } = await postJson(simulator, '/v1/messages', request);
		expect(at(body, 'id')).toMatch(/^msg_[0-9a-z]{21}$/);
		expect(body).toEqual({
			id: at(body, 'id'),
			type: 'message',
			role: 'assistant',
			content: [{ type: 'text', text: 'Demo answer' }],
			model: LLAMA,
			stop_reason: 'max_tokens',
			stop_sequence: null,
			usage: {
				input_tokens: countTokens('Hi') + countTokens('Be brief.') + 8,
				output_tokens: 2,
				cache_read_input_tokens: 0
			}
		});
		expect((await postJson(simulator, '/v1/messages', {})).body).toEqual({
			type: 'error',
			error: { type: 'invalid_request_error', message: 'messages: Field required' }
		});
	});
});

test('the events of a message are blocks between its start and its stop', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { ...ask('Hi'), model: 'qwen/qwen3-4b' };
		const { events } = await postStream(simulator, '/v1/messages', request);
		const names = events.map(({ event }) => event);
		expect(names.filter((name, index) => name !== names[index - 1])).toEqual([
			'message_start',
			'content_block_start',
			'content_block_delta',
			'content_block_stop',
			'content_block_start',
			'content_block_delta',
			'content_block_stop',
			'message_delta',
			'message_stop'
		]);
		expect(at(events[1]?.data, 'content_block.type')).toBe('thinking');
		expect(at(events.at(-2)?.data, 'delta.stop_reason')).toBe('end_turn');
	});
});

test('a tool that Anthropic’s clients demand is used', async () => {
	await withSimulator({}, async (simulator) => {
		const input_schema = { type: 'object', properties: { city: { type: 'string' } } };
		const { body } = await postJson(simulator, '/v1/messages', {
			...ask('Tokyo'),
			tools: [{ name: 'get_weather', input_schema }],
			tool_choice: { type: 'any' }
		});
		expect(at(body, 'stop_reason')).toBe('tool_use');
		expect(at(body, 'content.0')).toEqual({
			type: 'tool_use',
			id: at(body, 'content.0.id'),
			name: 'get_weather',
			input: { city: 'Tokyo' }
		});
	});
});
