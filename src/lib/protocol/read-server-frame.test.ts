import { expect, test } from 'vitest';
import { readServerFrame } from './read-server-frame.ts';

const EVENT = {
	type: 'llm_chunk',
	data: { chunk: 'a', is_final: false },
	channel: 'main',
	seq: 7,
	epoch: 'epoch-0001'
};

const read = (frame: unknown) => readServerFrame(JSON.stringify(frame));

test('an event is read with its place', () => {
	expect(read(EVENT)).toMatchObject({
		kind: 'event',
		place: { channel: 'main', epoch: 'epoch-0001', first: 7, last: 7 },
		message: { type: 'llm_chunk' }
	});
});

test('joined pieces have the place of the first and of the last', () => {
	expect(read({ ...EVENT, seq0: 4 })).toMatchObject({ place: { first: 4, last: 7 } });
	expect(read({ ...EVENT, seq0: 8 }).kind).toBe('unreadable');
});

test.each([
	['a type of a later version', { ...EVENT, type: 'later' }],
	['data that does not fit', { ...EVENT, data: 5 }]
])('%s keeps its place, and no message', (_what, frame) => {
	expect(read(frame)).toMatchObject({ kind: 'event', place: { last: 7 }, message: undefined });
});

test('an error without a place is about this connection', () => {
	expect(
		read({ type: 'error', data: { code: 'busy', message: 'Too many.', re: 'q1' } })
	).toMatchObject({ kind: 'error', message: { data: { re: 'q1' } } });
});

test('a message of the connection is read by its schema', () => {
	expect(read({ type: 'ack', data: { re: 'q1', status: 'ok' } })).toMatchObject({
		kind: 'link',
		message: { type: 'ack' }
	});
});

test.each([
	['no JSON', '{'],
	['too deep JSON', '['.repeat(100)],
	['no object', '5'],
	['a message without a place', JSON.stringify({ type: 'models_state', data: {} })],
	['a client’s acknowledgement', JSON.stringify({ type: 'ack', data: { channel: 'main' } })],
	['a number that is no place', JSON.stringify({ ...EVENT, seq: -1 })]
])('%s is unreadable, and no exception', (_what, text) => {
	expect(readServerFrame(text).kind).toBe('unreadable');
});

test('so many wrong places that the validator overflows are unreadable like one', () => {
	const subs = Array<number>(300_000).fill(1);
	const text = JSON.stringify({ type: 'welcome', data: { session: 's', server: 'x', subs } });
	expect(readServerFrame(text).kind).toBe('unreadable');
});
