import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageId } from '#lib/protocol/envelope.ts';
import { createNewId } from './new-id.ts';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('puts the time first, then the counter, then randomness', () => {
	const newId = createNewId({ now: () => 0x0123456789ab }, (count) =>
		new Uint8Array(count).map((_, index) => 0xf0 + index)
	);
	expect(newId()).toBe('01234567-89ab-70f1-b2f3-f4f5f6f7f8f9');
	expect(newId()).toBe('01234567-89ab-70f2-b2f3-f4f5f6f7f8f9');
});

test('makes ids of version 7 that sort in order of making, whatever the clock does', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 48 - 2 })), (times) => {
			let step = 0;
			const newId = createNewId({ now: () => times[step] ?? 0 });
			const ids = times.map((_, index) => {
				step = index;
				return newId();
			});
			expect(ids).toEqual([...new Set(ids)].sort());
			for (const id of ids) {
				expect(id).toMatch(UUID_7);
				expect(MessageId.parse(id)).toBe(id);
			}
		})
	);
});

test('keeps the order when one millisecond brings more ids than its counter holds', () => {
	const newId = createNewId({ now: () => 1 });
	const ids = Array.from({ length: 10_000 }, newId);
	expect(ids).toEqual([...new Set(ids)].sort());
});

test('makes ids that differ between two makers at the same moment', () => {
	const makers = Array.from({ length: 100 }, () => createNewId({ now: () => 1 }));
	expect(new Set(makers.map((newId) => newId())).size).toBe(100);
});
