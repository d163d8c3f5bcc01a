import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLeftovers } from './leftovers.ts';

beforeEach(() => {
	sessionStorage.clear();
});

afterEach(() => {
	vi.restoreAllMocks();
});

test('the next page reads what was left last, until it is cleared', () => {
	const leftovers = createLeftovers();
	expect(leftovers.read()).toBeUndefined();
	leftovers.leave('one');
	leftovers.leave('two');
	expect(createLeftovers().read()).toBe('two');
	createLeftovers().clear();
	expect(leftovers.read()).toBeUndefined();
	expect(sessionStorage).toHaveLength(0);
});

test('leaves nothing rather than an older text where the storage is full', () => {
	const leftovers = createLeftovers();
	expect(leftovers.leave('one')).toBe(true);
	expect(leftovers.leave('x'.repeat(20_000_000))).toBe(false);
	expect(leftovers.read()).toBeUndefined();
});

test('there are no leftovers where the browser forbids storage', () => {
	vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
		throw new DOMException('Forbidden', 'SecurityError');
	});
	expect(createLeftovers().read()).toBeUndefined();
});
