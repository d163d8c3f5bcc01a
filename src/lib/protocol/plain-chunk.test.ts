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
	seq0: { right: fc.integer({ min: 1 }), near: numbersNear },
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

const nearByName: (readonly [name: string, near: unknown[]])[] = [
	...Object.entries(fields).map(([name, { near }]) => [name, near] as const),
	// What sends a chunk to the schema in any case, right or wrong.
	['meta', [{ finish_reason: 'stop', extra: 1 }, { finish_reason: 'done' }, {}]],
	['unknown_key', ['a', {}]]
];

const rightFields: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
	Object.entries(fields).map(([name, { right }]) => [name, right])
);

/** One field, or none, is replaced: two wrong fields would hide each other. */
const change = fc.option(
	fc
		.constantFrom(...nearByName)
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

/** @returns whether both accept `value` */
function expectSame(value: unknown): boolean {
	const bySchema = LlmChunk.safeParse(value);
	const read = readMessage(value);
	expect(read.ok).toBe(bySchema.success);
	if (read.ok) expect(read.message).toStrictEqual(bySchema.data);
	return read.ok;
}

test('accepts and refuses what the schema does, and returns what the schema returns', () => {
	fc.assert(
		fc.property(nearChunk, (value) => void expectSame(value)),
		{ numRuns: 1000 }
	);
});

test('does so for everything that is next to right, in an otherwise plain chunk', () => {
	const plain = { type: 'llm_chunk', data: LEAST, request_id: 'r', kind: 'text', off: 0 };
	const answers = nearByName.flatMap(([name, near]) =>
		[null, undefined, true, ...near].map((value) => expectSame({ ...plain, [name]: value }))
	);
	// They are near the border only if they fall on both sides of it.
	expect(answers.filter((isAccepted) => isAccepted).length).toBeGreaterThan(20);
	expect(answers.filter((isAccepted) => !isAccepted).length).toBeGreaterThan(60);
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
