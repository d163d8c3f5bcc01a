import { expect, test } from 'vitest';
import { StorageError, toStorageError } from './storage-error.ts';

test.each([
	['QuotaExceededError', 'quota'],
	['InvalidStateError', 'closed'],
	['NotReadableError', 'unreadable'],
	['SecurityError', 'unavailable'],
	['DataCloneError', 'failed'],
	['AbortError', 'failed']
])('knows %s as %s', (name, code) => {
	const error = new DOMException('What the browser says.', name);
	expect(toStorageError(error)).toMatchObject({ code, cause: error });
});

test('takes what is no error for a failure', () => {
	expect(toStorageError('a text')).toMatchObject({ code: 'failed', cause: 'a text' });
	expect(toStorageError(undefined)).toMatchObject({ code: 'failed', cause: undefined });
	expect(toStorageError(null)).toMatchObject({ code: 'failed', cause: null });
});

test('leaves its own errors as they are', () => {
	const error = new StorageError('blocked');
	expect(toStorageError(error)).toBe(error);
});
