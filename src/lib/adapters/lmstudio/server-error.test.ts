import { expect, test } from 'vitest';
import { failureOfServerError, failureOfStatus, readServerError } from './server-error.ts';

test.each([
	['text', { error: "'messages' field is required" }],
	[
		'the OpenAI object',
		{
			error: { message: "'messages' field is required", type: 'invalid_request_error', code: null }
		}
	],
	[
		'the native object',
		{ error: { message: "'messages' field is required", type: 'invalid_request' } }
	],
	[
		'a stream event of the OpenAI-like interface',
		{ error: { message: "'messages' field is required" }, message: "'messages' field is required" }
	],
	[
		'a native stream event',
		{ type: 'error', error: { type: 'invalid_request', message: "'messages' field is required" } }
	],
	['an object with its message beside it', { error: {}, message: "'messages' field is required" }]
])('reads an error told as %s', (_case, body) => {
	expect(readServerError(body)?.message).toBe("'messages' field is required");
});

test('keeps type and code where they are told', () => {
	const error = { type: 'invalid_request', code: 'invalid_api_key', message: 'No', param: null };
	expect(readServerError({ error })).toEqual({
		type: 'invalid_request',
		code: 'invalid_api_key',
		message: 'No'
	});
});

test.each([
	[undefined],
	[null],
	['error'],
	[['error']],
	[{}],
	[{ error: null }],
	[{ error: false }]
])('reads no error from %j', (body) => {
	expect(readServerError(body)).toBe(undefined);
});

test('tells an error without words as one', () => {
	expect(readServerError({ error: {} })?.message).toBe('no reason was given');
});

test('shows a message on one line, not too long, and without a token', () => {
	const words = `Malformed token: sk-lm-AbCdEfGh:${'k'.repeat(20)}\n\n  ${'x'.repeat(10_000)}`;
	const message = readServerError({ error: words })?.message ?? '';
	expect(message).toMatch(/^Malformed token: sk-lm-… x+…$/);
	expect(message).toHaveLength(401);
});

/** Every text that servers were seen to send, and what it means. */
const KNOWN: [text: string, code: string, message: RegExp][] = [
	[
		"No models loaded. Please load a model in the developer page or use the 'lms load' command.",
		'no_model',
		/^LM Studio has no model loaded\.$/
	],
	[
		'Invalid model identifier "not-a-model". Please specify a valid downloaded model (e.g., google/gemma-4-e4b@4bit, …).',
		'model_not_found',
		/not-a-model/
	],
	['Model "default" not found. Load one first.', 'model_not_found', /default/],
	[
		'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 4166>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.',
		'context_overflow',
		/^The prompt has 4166 tokens, but the model is loaded with a context of 4096\.$/
	],
	[
		'Cannot truncate prompt with n_keep (4166) >= n_ctx (4096)',
		'context_overflow',
		/4166 tokens.*4096/
	],
	[
		'Context size has been exceeded.',
		'context_overflow',
		/^The prompt is longer than the context that the model is loaded with\.$/
	],
	[
		'Input does not fit in context length. The input has 31430 tokens, but the context length only supports 30000 tokens.',
		'context_overflow',
		/31430 tokens.*30000/
	],
	[
		'the request exceeds the available context size. try increasing the context size',
		'context_overflow',
		/longer than the context/
	],
	[
		'The model has crashed without additional information. (Exit code: 18446744072635812000)',
		'model_crashed',
		/Exit code/
	],
	[
		'Failed to load model "qwen/qwen3-4b". Error: Operation canceled.',
		'load_failed',
		/Operation canceled/
	],
	[
		'Model loading was stopped due to insufficient system resources.',
		'load_failed',
		/insufficient/
	],
	['Model unloaded.', 'no_model', /unloaded while it was needed/],
	[
		"Reasoning setting 'off' is not supported by model 'openai/gpt-oss-20b'. Supported settings: 'low', 'medium', 'high'.",
		'bad_request',
		/^Reasoning setting 'off'/
	],
	['Unexpected endpoint or method. (POST /chat/completions)', 'upstream_error', /does not know/],
	["'response_format.type' must be 'json_schema' or 'text'", 'bad_request', /response_format/],
	["'input' field must be a string or an array of strings", 'bad_request', /'input' field/]
];

test.each(KNOWN)('knows what "%s" means', (text, code, message) => {
	const error = readServerError({ error: text });
	const failure = error && failureOfServerError(error, 400);
	expect(failure?.code).toBe(code);
	expect(failure?.message).toMatch(message);
	expect(failure?.suggestion).toMatch(/[a-z]/);
});

test.each([
	[
		{
			message: "Unrecognized key(s) in object: 'ttl'",
			type: 'invalid_request',
			code: 'unrecognized_keys'
		},
		'bad_request'
	],
	[{ message: 'Gone', type: 'model_not_found' }, 'model_not_found'],
	[{ message: 'Gone', type: 'invalid_request_error', code: 'model_not_found' }, 'model_not_found'],
	[
		{
			message: '"model" is required',
			type: 'invalid_request',
			code: 'missing_required_parameter',
			param: 'model'
		},
		'bad_request'
	]
])('goes by the code where there is one: %j', (error, code) => {
	const told = readServerError({ error });
	expect(told && failureOfServerError(told, 400).code).toBe(code);
});

test('does not take a setting that is named after the context for an overflow', () => {
	const error = {
		message: "Unrecognized key(s) in object: 'context_length'",
		code: 'unrecognized_keys'
	};
	const told = readServerError({ error });
	expect(told && failureOfServerError(told, 400).code).toBe('bad_request');
});

test.each([
	[400, 'bad_request', false],
	[403, 'forbidden', false],
	[404, 'upstream_error', false],
	[408, 'upstream_timeout', true],
	[413, 'too_large', false],
	[418, 'upstream_error', false],
	[422, 'bad_request', false],
	[429, 'rate_limited', true],
	[500, 'upstream_error', true],
	[502, 'upstream_unavailable', true],
	[503, 'upstream_unavailable', true],
	[504, 'upstream_timeout', true],
	[599, 'upstream_error', true]
])('tells status %i as %s', (status, code, retryable) => {
	expect(failureOfStatus(status)).toMatchObject({ code, retryable });
	expect(failureOfStatus(status).message).toContain(String(status));
});
