import { expect, test } from 'vitest';
import { StorageError, toStorageError } from './storage-error.ts';

const named = (name: string, inner?: unknown) => Object.assign(new Error(name), { name, inner });

test.each([
	['QuotaExceededError', 'quota'],
	['DatabaseClosedError', 'closed'],
	['NotReadableError', 'unreadable'],
	['MissingAPIError', 'unavailable'],
	['SecurityError', 'unavailable'],
	['DataCloneError', 'failed']
])('knows %s as %s, by itself or wrapped', (name, code) => {
	const bare = named(name);
	expect(toStorageError(bare)).toMatchObject({ code, cause: bare });
	const wrapped = named('AbortError', named('OpenFailedError', bare));
	expect(toStorageError(wrapped)).toMatchObject({ code, cause: wrapped });
});

test('takes what is no error for a failure', () => {
	expect(toStorageError('a text')).toMatchObject({ code: 'failed', cause: 'a text' });
	expect(toStorageError(undefined)).toMatchObject({ code: 'failed', cause: undefined });
});

test('leaves its own errors as they are', () => {
	const error = new StorageError('blocked');
	expect(toStorageError(error)).toBe(error);
});
