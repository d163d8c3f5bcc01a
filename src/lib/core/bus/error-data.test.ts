import { expect, test } from 'vitest';
import { ModelClientError, type Failure } from '#lib/core/ports.ts';
import { errorData, failureOf } from './error-data.ts';

test('a failure is told with everything that is known of it', () => {
	const failure: Failure = {
		code: 'rate_limited',
		message: 'Too many requests.',
		suggestion: 'Wait a little.',
		retryable: true,
		retryAfterMs: 5000
	};
	expect(errorData(failure)).toStrictEqual({
		code: 'rate_limited',
		message: 'Too many requests.',
		suggestion: 'Wait a little.',
		retryable: true,
		retry_after_ms: 5000
	});
});

test('a failure is told without keys for what is not known', () => {
	expect(errorData({ code: 'internal', message: 'a', retryable: false })).toStrictEqual({
		code: 'internal',
		message: 'a',
		retryable: false
	});
});

test('an error of a model client stands for its own failure', () => {
	const failure: Failure = { code: 'no_model', message: 'There is none.', retryable: true };
	expect(failureOf(new ModelClientError(failure), 'The embedding')).toBe(failure);
});

test.each([
	[new TypeError('x is undefined'), 'The embedding broke off: x is undefined'],
	['a text', 'The embedding broke off: a text']
])('anything else that was thrown is our own fault', (thrown, message) => {
	expect(failureOf(thrown, 'The embedding')).toMatchObject({
		code: 'internal',
		message,
		retryable: true
	});
});
