import { expect, test } from 'vitest';
import type { GenerationRequest, PromptMessage } from '#lib/core/ports.ts';
import { chooseDialect, writeRequest } from './choose-dialect.ts';
import { MODEL, PLAIN } from './fakes.ts';

const system: PromptMessage = { role: 'system', text: 'Be brief.' };
const user: PromptMessage = { role: 'user', text: 'Hi' };
const assistant: PromptMessage = { role: 'assistant', text: 'Hello' };

test.each<[string, Partial<GenerationRequest>]>([
	['one message of the user', {}],
	['a system message before it', { messages: [system, user] }],
	['a temperature of at most 1', { temperature: 1 }],
	['an empty list of stop words', { stop: [] }],
	['what native has', { maxOutputTokens: 9, topP: 0.9, contextLength: 8192, reasoning: 'off' }]
])('takes native for %s', (_case, options) => {
	expect(chooseDialect({ ...PLAIN, ...options })).toBe('native');
});

test.each<[string, Partial<GenerationRequest>]>([
	['a conversation', { messages: [user, assistant, user] }],
	['two messages of the user', { messages: [user, user] }],
	['a system message at the end', { messages: [user, system] }],
	['two system messages', { messages: [system, system, user] }],
	['a system message alone', { messages: [system] }],
	['no message', { messages: [] }],
	['a message of the assistant alone', { messages: [assistant] }],
	['a seed', { seed: 0 }],
	['stop words', { stop: ['\n'] }],
	['a schema', { jsonSchema: { name: 'x', schema: {} } }],
	['a temperature above 1', { temperature: 1.01 }],
	['an effort that native lacks', { reasoning: 'xhigh' }]
])('takes the OpenAI-like interface for %s', (_case, options) => {
	expect(chooseDialect({ ...PLAIN, ...options })).toBe('openai');
});

test('writes a native request with nothing that native does not know', () => {
	const request: GenerationRequest = {
		model: MODEL,
		messages: [system, user],
		temperature: 0.2,
		maxOutputTokens: 400,
		topP: 0.9,
		contextLength: 8192,
		reasoning: 'off'
	};
	expect(writeRequest(request, 'native')).toEqual({
		path: '/api/v1/chat',
		body: {
			model: MODEL,
			input: 'Hi',
			system_prompt: 'Be brief.',
			stream: true,
			store: false,
			temperature: 0.2,
			top_p: 0.9,
			max_output_tokens: 400,
			context_length: 8192,
			reasoning: 'off'
		}
	});
});

test('leaves out of a native request what is not set', () => {
	const empty: PromptMessage = { role: 'system', text: '' };
	const { body } = writeRequest({ ...PLAIN, messages: [empty, user] }, 'native');
	expect(Object.keys(body)).toEqual(['model', 'input', 'stream', 'store']);
});

test('writes an OpenAI-like request', () => {
	const request: GenerationRequest = {
		model: MODEL,
		messages: [system, user, assistant, user],
		temperature: 1.5,
		maxOutputTokens: 400,
		topP: 0.9,
		contextLength: 8192,
		seed: 7,
		stop: ['END'],
		reasoning: 'high',
		jsonSchema: { name: 'joke', schema: { type: 'object' } }
	};
	expect(writeRequest(request, 'openai')).toEqual({
		path: '/v1/chat/completions',
		body: {
			model: MODEL,
			messages: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'Hi' },
				{ role: 'assistant', content: 'Hello' },
				{ role: 'user', content: 'Hi' }
			],
			stream: true,
			stream_options: { include_usage: true },
			temperature: 1.5,
			top_p: 0.9,
			max_tokens: 400,
			seed: 7,
			stop: ['END'],
			reasoning_effort: 'high',
			response_format: {
				type: 'json_schema',
				json_schema: { name: 'joke', strict: true, schema: { type: 'object' } }
			}
		}
	});
});

test.each([
	['off', 'none'],
	['on', 'medium'],
	['low', 'low'],
	['medium', 'medium'],
	['high', 'high'],
	['xhigh', 'xhigh']
] as const)('writes the effort %s as %s for the OpenAI-like interface', (reasoning, effort) => {
	const { body } = writeRequest({ ...PLAIN, reasoning }, 'openai');
	expect(body['reasoning_effort']).toBe(effort);
});
