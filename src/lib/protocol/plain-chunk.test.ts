/** The hand-written check for frequent chunks against the schema that it stands for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LlmChunk } from './message.ts';
import { readMessage } from './read-message.ts';

/** The data of the barest chunk. */
const LEAST = { chunk: '', is_final: false };

const identifiers = {
	right: fc.constantFrom('a', 'A_b-9', 'x'.repeat(64)),
	near: ['', 'x'.repeat(65), 'a b', 'ä', 'a\n', 7]
};
const text = { right: fc.string(), near: [5, ['a']] };
const numbersNear = [-1, -0, 0, 1.5, 2 ** 53 - 1, 2 ** 53, NaN, Infinity, '1'];

/** For every field what is right, and what is next to it. */
const fields: Record<string, { right: fc.Arbitrary<unknown>; near: unknown[] }> = {
	v: { right: fc.constant(1), near: [2, '1', 0] },
	id: identifiers,
	channel: {
		right: fc.constantFrom('local', '1', 'a.b:c_d-9', 'c'.repeat(64)),
		near: ['', 'Local', '-a', 'c'.repeat(65), 'a\n', 7]
	},
	request_id: identifiers,
	seq: { right: fc.integer({ min: 1 }), near: numbersNear },
	epoch: {
		right: fc.constantFrom('e'.repeat(8), 'e'.repeat(32)),
		near: ['e'.repeat(7), 'e'.repeat(33), 12_345_678]
	},
	ts: { right: fc.integer(), near: numbersNear },
	run_id: text,
	agent: text,
	parent_id: text,
	from: text,
	kind: { right: fc.constantFrom('text', 'reasoning'), near: ['Text', 'thought', ''] },
	off: { right: fc.nat(), near: numbersNear },
	data: {
		right: fc.string({ unit: 'binary' }).map((chunk) => ({ chunk, is_final: false })),
		near: [
			[],
			{ chunk: 'a' },
			{ is_final: false },
			{ chunk: 5, is_final: false },
			{ chunk: 'a', is_final: 'false' },
			{ chunk: 'a', is_final: 0 },
			{ chunk: 'a', is_final: true },
			{ chunk: 'a', is_final: false, off: 3 }
		]
	}
};

/** What sends a chunk to the schema in any case, right or wrong. */
const rare: [name: string, near: unknown[]][] = [
	['meta', [{ finish_reason: 'stop', extra: 1 }, { finish_reason: 'done' }, {}]],
	['unknown_key', ['a', {}]]
];

const rightFields: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
	Object.entries(fields).map(([name, { right }]) => [name, right])
);

/** One field, or none, is replaced: two wrong fields would hide each other. */
const change = fc.option(
	fc
		.constantFrom(
			...Object.entries(fields).map(([name, { near }]) => [name, near] as const),
			...rare
		)
		.chain(([name, near]) =>
			fc
				.oneof(fc.constantFrom(null, undefined, true, ...near), fc.jsonValue())
				.map((value) => ({ [name]: value }))
		),
	{ nil: {} }
);

// Prototypes as JSON.parse makes them.
const asParsed = { requiredKeys: [], noNullPrototype: true };

const nearChunk = fc
	.tuple(fc.record(rightFields, asParsed), change)
	.map(([chunk, changed]) => ({ type: 'llm_chunk', data: LEAST, ...chunk, ...changed }));

test('accepts and refuses what the schema does, and returns what the schema returns', () => {
	let accepted = 0;
	let refused = 0;
	fc.assert(
		fc.property(nearChunk, (value) => {
			const bySchema = LlmChunk.safeParse(value);
			const read = readMessage(value);
			if (bySchema.success) accepted += 1;
			else refused += 1;
			expect(read.ok).toBe(bySchema.success);
			if (read.ok) {
				expect(read.message).toStrictEqual(bySchema.data);
				expect(Object.keys(read.message).toSorted()).toEqual(
					Object.keys(bySchema.data ?? {}).toSorted()
				);
			}
		}),
		{ numRuns: 4000 }
	);
	// The values are near the border only if they fall on both sides of it.
	expect(Math.min(accepted, refused)).toBeGreaterThan(200);
});

test.each([
	[
		'a chunk with every field',
		{
			v: 1,
			id: 'a',
			channel: 'local',
			request_id: 'b',
			seq: 1,
			epoch: 'epoch-01',
			ts: 0,
			run_id: '',
			agent: '',
			parent_id: '',
			from: '',
			kind: 'text',
			off: 0
		}
	],
	['a chunk with none', {}]
])('reads %s as it came', (_, envelope) => {
	const value = { type: 'llm_chunk', data: { chunk: 'a', is_final: false }, ...envelope };
	expect(readMessage(value)).toStrictEqual({ ok: true, known: true, message: value });
	expect(LlmChunk.parse(value)).toStrictEqual(value);
});
