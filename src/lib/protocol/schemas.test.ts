import { describe, expect, test } from 'vitest';
import { ErrorCode } from './error-codes.ts';
import { Message, type MessageType } from './message.ts';
import { EndpointState, Phase } from './service-schemas.ts';

/** For each type: data that is right, the barest first, and data that only looks right. */
const examples: Record<MessageType, { right: unknown[]; wrong: Record<string, unknown> }> = {
	llm_request: {
		right: [
			{ content: '', template: 'summary_brief' },
			{
				content: 'On 3 May pump 7 lost pressure.',
				template: 'parsing_analysis',
				metadata: { domain: 'harbour', type: 'report', pages: 3 },
				variables: { language: 'en', strict: true, limit: 5, fields: ['date'], scale: { low: 1 } },
				template_source: '---\n---\n{{content}}',
				model: 'llama-3.2-3b-instruct',
				options: {
					temperature: 2,
					max_output_tokens: 1,
					context_length: 8192,
					seed: -1,
					reasoning: 'off',
					top_p: 1,
					stop: ['END']
				}
			}
		],
		wrong: {
			'no template': { content: '' },
			'content that is no text': { content: ['a'], template: 't' },
			'a variable that is null': { content: '', template: 't', variables: { a: null } },
			'a domain that is no text': { content: '', template: 't', metadata: { domain: 1 } },
			'options that are a list': { content: '', template: 't', options: [] },
			'a temperature above 2': { content: '', template: 't', options: { temperature: 2.01 } },
			'a negative temperature': { content: '', template: 't', options: { temperature: -0.01 } },
			'no room for an answer': { content: '', template: 't', options: { max_output_tokens: 0 } },
			'half a token': { content: '', template: 't', options: { max_output_tokens: 1.5 } },
			'a context of 0': { content: '', template: 't', options: { context_length: 0 } },
			'a seed with a fraction': { content: '', template: 't', options: { seed: 0.5 } },
			'an effort that is not known': { content: '', template: 't', options: { reasoning: 'max' } },
			'the effort that is never sent': {
				content: '',
				template: 't',
				options: { reasoning: 'default' }
			},
			'a top_p above 1': { content: '', template: 't', options: { top_p: 1.1 } },
			'17 stop words': { content: '', template: 't', options: { stop: Array(17).fill('a') } }
		}
	},
	llm_chunk: {
		right: [
			{ chunk: '', is_final: true },
			{ chunk: 'Hello', is_final: false }
		],
		wrong: {
			'no is_final': { chunk: 'a' },
			'is_final as a text': { chunk: 'a', is_final: 'false' },
			'no chunk': { is_final: true },
			'a chunk that is null': { chunk: null, is_final: true }
		}
	},
	chat_message: {
		right: [
			{ content: '' },
			{ content: 'Hello', workspace: 'harbour', is_final: true },
			{
				content: 'What broke?',
				context: 'Pump 7 lost pressure.',
				context_name: 'report.txt',
				template: 'log_triage',
				model: 'llama-3.2-3b-instruct'
			}
		],
		wrong: {
			'no content': { workspace: 'a' },
			'a context that is a list': { content: '', context: ['a'] },
			'is_final as a number': { content: '', is_final: 1 }
		}
	},
	agent_action: {
		right: [
			{ agent: 'planner', action: 'plan_started' },
			{ agent: 'checker', action: 'progress', done: 2, of: 5, notes: { a: null } }
		],
		wrong: {
			'no agent': { action: 'progress' },
			'an action that is no text': { agent: 'a', action: 1 }
		}
	},
	llm_progress: {
		right: [
			...Phase.options.map((phase) => ({ phase })),
			{ phase: 'loading_model', progress: 0 },
			{ phase: 'loading_model', progress: 1 },
			{ phase: 'writing', idle_ms: 15_000 },
			{ phase: 'queued', retry: { attempt: 1, attempts: 2, delay_ms: 500, code: 'unreachable' } }
		],
		wrong: {
			'a phase that is not known': { phase: 'thinking' },
			'progress in percent': { phase: 'loading_model', progress: 65 },
			'negative progress': { phase: 'loading_model', progress: -0.1 },
			'a retry for no reason': {
				phase: 'queued',
				retry: { attempt: 1, attempts: 2, delay_ms: 500 }
			}
		}
	},
	request_started: {
		right: [
			{ request_id: 'a', template: 't', content_hash: 'ab' },
			{ request_id: 'a', template: 't', content_hash: 'ab', model: 'm', from: 'tab-1' }
		],
		wrong: { 'no hash': { request_id: 'a', template: 't' } }
	},
	cancel: {
		right: [{ request_id: 'a' }],
		wrong: { 'no id': {}, 'an id that is a number': { request_id: 1 } }
	},
	models_request: {
		right: [
			{ action: 'list' },
			{ action: 'load', model: 'm', context_length: 8192 },
			{ action: 'unload', instance_id: 'm:2' },
			{ action: 'use_endpoint', endpoint: 'http://127.0.0.1:4174' }
		],
		wrong: {
			'an action that is not known': { action: 'delete' },
			'a context with a fraction': { action: 'load', model: 'm', context_length: 0.5 }
		}
	},
	models_state: {
		right: [
			...EndpointState.options.map((state) => ({ endpoint_state: state, models: [] })),
			{
				endpoint_state: 'connected',
				models: [
					{
						key: 'llama-3.2-3b-instruct',
						kind: 'chat',
						display_name: 'Llama 3.2 3B Instruct',
						publisher: 'lmstudio-community',
						quantization: 'Q4_K_M',
						parameters: '3B',
						size_bytes: 2_019_377_376,
						max_context_length: 131_072,
						reasoning_options: ['off', 'on'],
						vision: false,
						tool_use: true,
						loaded: [{ id: 'a' }, { id: 'a:2', context_length: 4096, parallel: 4 }]
					}
				],
				endpoint: 'http://127.0.0.1:1234',
				api: 'v1',
				detail: 'One sentence.',
				alternative: 'http://127.0.0.1:4174',
				load: {
					model: 'a',
					instance_id: 'a',
					requested_context_length: 8192,
					granted_context_length: 4096,
					load_time_seconds: 1.5
				}
			}
		],
		wrong: {
			'a state that is not known': { endpoint_state: 'ok', models: [] },
			'no models': { endpoint_state: 'connected' },
			'a model of another kind': {
				endpoint_state: 'connected',
				models: [{ key: 'a', kind: 'llm', display_name: 'a', loaded: [] }]
			},
			'a model that does not tell what is loaded': {
				endpoint_state: 'connected',
				models: [{ key: 'a', kind: 'chat', display_name: 'a' }]
			}
		}
	},
	embedding_request: {
		right: [
			{ texts: [], purpose: 'query' },
			{ texts: Array(4096).fill('a'), purpose: 'document', model: 'm' }
		],
		wrong: {
			'no purpose': { texts: ['a'] },
			'a purpose that is not known': { texts: ['a'], purpose: 'search' },
			'one text too many': { texts: Array(4097).fill('a'), purpose: 'query' }
		}
	},
	embedding_result: {
		right: [{ vectors: [[0.6, -0.8]], model: 'm', dimensions: 2 }],
		wrong: {
			'a number that is null, as NaN is in JSON': { vectors: [[null]], model: 'm', dimensions: 1 },
			'vectors that are one vector': { vectors: [0.6, -0.8], model: 'm', dimensions: 2 }
		}
	},
	graph_update: {
		right: [
			{ nodes: [], edges: [], removed: [] },
			{
				nodes: [{ id: 'p7', label: 'Pump 7', kind: 'device', mentions: 3 }],
				edges: [{ id: 'e', source: 'p7', target: 'q', relation: 'part_of', weight: 1 }],
				removed: ['old']
			}
		],
		wrong: {
			'a node without a label': { nodes: [{ id: 'a' }], edges: [], removed: [] },
			'an edge without a target': { nodes: [], edges: [{ id: 'a', source: 'b' }], removed: [] },
			'nothing about what is gone': { nodes: [], edges: [] }
		}
	},
	error: {
		right: [
			...ErrorCode.options.map((code) => ({ code, message: 'What happened.' })),
			{
				code: 'rate_limited',
				message: 'What happened.',
				suggestion: 'What to do.',
				retryable: true,
				retry_after_ms: 5000
			}
		],
		wrong: {
			'a code that is not known': { code: 'oops', message: 'a' },
			'no message': { code: 'internal' }
		}
	}
};

describe.each(Object.entries(examples))('%s', (type, { right, wrong }) => {
	test.each(right)('takes %o and leaves it as it is', (data) => {
		expect(Message.parse({ type, data })).toStrictEqual({ type, data });
	});

	test.each(Object.entries(wrong))('refuses %s', (_, data) => {
		expect(Message.safeParse({ type, data }).success).toBe(false);
	});

	test('refuses to be without data', () => {
		expect(Message.safeParse({ type }).success).toBe(false);
	});
});

describe('the envelope', () => {
	const data = { request_id: 'a' };

	test.each([
		['the version', { v: 1 }, { v: 2 }],
		['a full-length id', { id: 'aZ09_-'.padEnd(64, 'x') }, { id: 'x'.repeat(65) }],
		['an id', { id: 'a' }, { id: '' }],
		['a request id', { request_id: 'a' }, { request_id: 'a b' }],
		['a channel', { channel: 'team.a:b_c-1' }, { channel: 'Team' }],
		['a full-length channel', { channel: 'c'.repeat(64) }, { channel: 'c'.repeat(65) }],
		['a channel that begins with a digit', { channel: '1' }, { channel: '-1' }],
		['the first place', { seq: 1 }, { seq: 0 }],
		['a whole place', { seq: 2 }, { seq: 2.5 }],
		['a short epoch', { epoch: 'e'.repeat(8) }, { epoch: 'e'.repeat(7) }],
		['a long epoch', { epoch: 'e'.repeat(32) }, { epoch: 'e'.repeat(33) }],
		['a time', { ts: 1_800_000_000_000 }, { ts: '2026-11-22' }],
		['an agent run', { run_id: 'r', agent: 'a', parent_id: 'p' }, { run_id: 1 }],
		['a sender', { from: 'tab-1' }, { from: 1 }]
	])('takes %s, and refuses what is next to it', (_, right, wrong) => {
		expect(Message.parse({ type: 'cancel', data, ...right })).toStrictEqual({
			type: 'cancel',
			data,
			...right
		});
		expect(Message.safeParse({ type: 'cancel', data, ...wrong }).success).toBe(false);
	});
});

describe('beside the data of a chunk', () => {
	const chunk = { type: 'llm_chunk', data: { chunk: '', is_final: true } };

	test('stand its kind, its place and, on the final one, what came of it', () => {
		const message = {
			...chunk,
			kind: 'text',
			off: 12,
			meta: {
				finish_reason: 'length',
				usage: { input_tokens: 10, output_tokens: 20, reasoning_tokens: 5 },
				stats: {
					tokens_per_second: 43.7,
					time_to_first_token_seconds: 0.8,
					model_load_time_seconds: 2,
					total_seconds: 3,
					context_length: 4096,
					estimated_input_tokens: 12,
					input_was_cut: true,
					measured_by: 'server',
					endpoint: 'native'
				},
				model: 'llama-3.2-3b-instruct'
			}
		};
		expect(Message.parse(message)).toStrictEqual(message);
	});

	test.each([
		['a kind that is not known', { kind: 'thought' }],
		['a place before the beginning', { off: -1 }],
		['an ending without a reason', { meta: { usage: {} } }],
		['a reason that is not known', { meta: { finish_reason: 'eosFound' } }],
		[
			'an endpoint that is not known',
			{ meta: { finish_reason: 'stop', stats: { endpoint: 'v0' } } }
		]
	])('never stands %s', (_, beside) => {
		expect(Message.safeParse({ ...chunk, ...beside }).success).toBe(false);
	});
});

test('beside the data of an answer in a chat stand its citations and usage', () => {
	const message = {
		type: 'chat_message',
		data: { content: 'Hello', is_final: true },
		meta: { citations: [{ source: 'a' }], usage: { output_tokens: 2 } }
	};
	expect(Message.parse(message)).toStrictEqual(message);
});

test('nothing is added inside the data of the given types', () => {
	expect(
		Message.parse({ type: 'llm_chunk', data: { chunk: 'a', is_final: false, off: 3 }, off: 3 })
	).toStrictEqual({ type: 'llm_chunk', data: { chunk: 'a', is_final: false }, off: 3 });
});
