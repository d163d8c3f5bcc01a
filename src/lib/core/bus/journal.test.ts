import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '#lib/protocol/message.ts';
import { createJournal } from './journal.ts';

function chunk(text: string): Message {
	return { type: 'llm_chunk', data: { chunk: text, is_final: false } };
}

/** The plain way: keep all, then cut from the front while there is too much and more than one. */
function keptOf(lengths: readonly number[], messages: number, characters: number): number[] {
	let kept: number[] = [];
	for (const length of lengths) {
		kept = [...kept, length];
		const isTooMuch = () => kept.length > messages || kept.reduce((a, b) => a + b, 0) > characters;
		while (kept.length > 1 && isTooMuch()) kept = kept.slice(1);
	}
	return kept;
}

test('keeps the newest within both limits, as the plain way does', () => {
	fc.assert(
		fc.property(
			fc.array(fc.nat(12), { maxLength: 80 }),
			fc.integer({ min: 1, max: 10 }),
			fc.integer({ min: 0, max: 40 }),
			(lengths, messages, characters) => {
				const journal = createJournal({ messages, characters });
				const sent = lengths.map((length) => chunk('x'.repeat(length)));
				for (const message of sent) journal.append(message);
				const expected = keptOf(lengths, messages, characters).length;
				expect(journal.messages()).toEqual(expected === 0 ? [] : sent.slice(-expected));
				expect(journal.dropped).toBe(sent.length - expected);
			}
		)
	);
});

test('keeps 4096 messages when nothing else is said', () => {
	const journal = createJournal();
	for (let count = 0; count < 5000; count += 1) journal.append(chunk(''));
	expect(journal.messages()).toHaveLength(4096);
	expect(journal.dropped).toBe(904);
});

test('keeps the newest message whatever its size, and lets it go for the next', () => {
	const journal = createJournal({ characters: 10 });
	journal.append(chunk('small'));
	journal.append(chunk('x'.repeat(1000)));
	expect(journal.messages()).toEqual([chunk('x'.repeat(1000))]);
	journal.append(chunk('next'));
	expect(journal.messages()).toEqual([chunk('next')]);
});

test('hands out copies', () => {
	const journal = createJournal();
	journal.append(chunk('a'));
	journal.messages().pop();
	expect(journal.messages()).toEqual([chunk('a')]);
});

test('does not hold on to the text that it has let go', async () => {
	setFlagsFromString('--expose-gc');
	const collectGarbage = runInNewContext('gc') as () => void;
	const journal = createJournal({ characters: 100 });
	const references: WeakRef<Message>[] = [];
	for (let count = 0; count < 20; count += 1) {
		const message = chunk('x'.repeat(90));
		references.push(new WeakRef(message));
		journal.append(message);
	}
	// A WeakRef keeps its target until the job that made it has ended.
	await new Promise((resolve) => setImmediate(resolve));
	collectGarbage();
	const held = references.filter((reference) => reference.deref() !== undefined);
	expect(held.length).toBeLessThanOrEqual(3);
	expect(journal.messages()).toHaveLength(1);
});

describe('what counts as text', () => {
	const long = 'x'.repeat(60);
	const vector = Array<number>(15).fill(0.1);

	test.each<[string, Message]>([
		['a chunk', chunk(long)],
		['the content of a request', { type: 'llm_request', data: { content: long, template: 't' } }],
		[
			'the template of a request',
			{ type: 'llm_request', data: { content: '', template: 't', template_source: long } }
		],
		['a line of a chat', { type: 'chat_message', data: { content: long } }],
		[
			'texts to embed',
			{
				type: 'embedding_request',
				data: { texts: [long.slice(30), long.slice(30)], purpose: 'query' }
			}
		],
		[
			'vectors',
			{ type: 'embedding_result', data: { vectors: [vector], model: 'm', dimensions: 15 } }
		],
		[
			'vectors of more numbers than they say',
			{ type: 'embedding_result', data: { vectors: [vector], model: 'm', dimensions: -15 } }
		]
	])('%s', (_, message) => {
		const journal = createJournal({ characters: 100 });
		journal.append(message);
		journal.append(message);
		expect(journal.dropped).toBe(1);
	});

	test('not what is small in any case', () => {
		const journal = createJournal({ characters: 100 });
		const progress: Message = { type: 'llm_progress', data: { phase: 'queued' } };
		for (let count = 0; count < 200; count += 1) journal.append(progress);
		expect(journal.dropped).toBe(0);
	});
});
