import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Message } from '#lib/protocol/message.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import { createGatherer } from './gather-chunks.ts';

function chunk(request_id: string, off: number, text: string, kind: 'text' | 'reasoning' = 'text') {
	return {
		type: 'llm_chunk',
		request_id,
		kind,
		off,
		data: { chunk: text, is_final: false }
	} satisfies Message;
}

function setUp(gatherCharacters = 10) {
	const clock = createFakeClock();
	const out: Message[] = [];
	const gatherer = createGatherer((message) => out.push(message), {
		clock,
		gatherMs: 30,
		gatherCharacters
	});
	const texts = () =>
		out.map((message) => (message.type === 'llm_chunk' ? message.data.chunk : message.type));
	return { clock, gatherer, out, texts };
}

describe('pieces of an answer', () => {
	test('go on at once when they come alone, and joined when they come fast', () => {
		const { clock, gatherer, texts } = setUp();
		gatherer.push(chunk('a', 0, 'one'));
		gatherer.push(chunk('a', 3, 'two'));
		gatherer.push(chunk('a', 6, 'six'));
		expect(texts()).toEqual(['one']);
		clock.elapse(30);
		expect(texts()).toEqual(['one', 'twosix']);
		clock.elapse(1000);
		gatherer.push(chunk('a', 9, 'late'));
		expect(texts()).toEqual(['one', 'twosix', 'late']);
	});

	test('wait no longer once there is enough of them', () => {
		const { gatherer, texts } = setUp(4);
		for (let at = 0; at < 10; at += 1) gatherer.push(chunk('a', at, 'abcdefghij'.charAt(at)));
		expect(texts()).toEqual(['a', 'bcde', 'fghi']);
	});

	test('are told before whatever follows of the same request', () => {
		const { gatherer, texts } = setUp();
		gatherer.push(chunk('a', 0, 'one'));
		gatherer.push(chunk('a', 3, 'two'));
		gatherer.push({ type: 'error', request_id: 'a', data: { code: 'internal', message: '' } });
		expect(texts()).toEqual(['one', 'two', 'error']);
	});

	test('of any kinds and requests come out as they went in, each in its place', () => {
		const steps = fc.array(
			fc.record({
				request: fc.constantFrom('a', 'b'),
				kind: fc.constantFrom('text' as const, 'reasoning' as const),
				text: fc.string({ minLength: 1, maxLength: 6 }),
				wait: fc.constantFrom(0, 0, 10, 40)
			})
		);
		fc.assert(
			fc.property(steps, (all) => {
				const { clock, gatherer, out } = setUp();
				const expected = new Map<string, string>();
				for (const { request, kind, text, wait } of all) {
					const key = `${request} ${kind}`;
					const before = expected.get(key) ?? '';
					gatherer.push(chunk(request, before.length, text, kind));
					expected.set(key, before + text);
					clock.elapse(wait);
				}
				gatherer.flush();
				const told = new Map<string, string>();
				for (const message of out) {
					if (message.type !== 'llm_chunk') continue;
					const key = `${message.request_id ?? ''} ${message.kind ?? ''}`;
					const before = told.get(key) ?? '';
					expect(message.off).toBe(before.length);
					told.set(key, before + message.data.chunk);
				}
				expect(told).toEqual(expected);
			})
		);
	});
});
