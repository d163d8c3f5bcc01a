import { expect, test } from 'vitest';
import type { Message } from '#lib/protocol/message.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import type { LogEntry } from './engine/channel-log.ts';
import { createRetainedEvents } from './retained-events.ts';

function startRetaining() {
	const clock = createFakeClock();
	const retained = createRetainedEvents({
		clock,
		retainedEvents: 3,
		retainedCharacters: 1000,
		retainedMs: 60_000
	});
	let seq = 0;
	return {
		clock,
		retained,
		keep: (id: string, size: number) => {
			seq += 1;
			const message: Message = { type: 'chat_message', id, data: { content: id } };
			retained.keep(entryOf(message, seq, size));
		},
		ids: () => retained.list().map(({ message }) => message.id)
	};
}

function entryOf(message: Message, seq: number, size: number): LogEntry {
	return { message, seq, text: 'x'.repeat(size), frame: () => new Uint8Array() };
}

test('lets the oldest go where there are too many, too long ones, or after a time', () => {
	const { clock, retained, keep, ids } = startRetaining();
	for (const id of ['a', 'b', 'c']) keep(id, 100);
	expect([ids(), retained.isTruncated]).toEqual([['a', 'b', 'c'], false]);
	keep('d', 100);
	expect([ids(), retained.isTruncated]).toEqual([['b', 'c', 'd'], true]);
	keep('e', 500);
	keep('f', 450);
	expect(ids()).toEqual(['e', 'f']);
	clock.elapse(60_001);
	expect(ids()).toEqual([]);
});

test('an event that is huge pushes none of the others out', () => {
	const { retained, keep, ids } = startRetaining();
	keep('a', 100);
	keep('b', 100);
	keep('huge', 5000);
	expect([ids(), retained.isTruncated]).toEqual([['a', 'b'], true]);
});
