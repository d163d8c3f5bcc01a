/** The hand-written check of packs against the schema that it stands for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from '#lib/protocol/zod.ts';
import { ContentHash, RunId } from './run-records.ts';
import { readPack } from './search-packs.ts';

const Pack = z.object({
	runs: z.array(
		z.object({
			id: RunId,
			answer_length: z.number(),
			content_hash: z.optional(ContentHash),
			texts: z.nullable(z.array(z.string()))
		})
	)
});

/** For every field what is right, and what is next to it. */
const fields: Record<string, { right: fc.Arbitrary<unknown>; near: unknown[] }> = {
	id: { right: fc.string(), near: [undefined, null, 7, ['a']] },
	answer_length: {
		right: fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true })),
		near: [undefined, null, NaN, Infinity, -Infinity, '7', 7n, new Number(7)]
	},
	content_hash: {
		right: fc.constantFrom(undefined, '0123456789abcdef'.repeat(4)),
		near: [null, '', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`, 7]
	},
	texts: {
		right: fc.oneof(fc.constant(null), fc.array(fc.string({ unit: 'binary' }))),
		near: [undefined, 'a', {}, [7], ['a', null], ['a', ['b']], Array(2), { 0: 'a', length: 1 }]
	}
};
const right = fc.record(
	Object.fromEntries(Object.entries(fields).map(([name, { right }]) => [name, right]))
);
const nearly = fc
	.tuple(right, fc.constantFrom(...Object.entries(fields)), fc.nat(), fc.boolean())
	.map(([run, [name, { near }], at, isAbsent]) => {
		const { [name]: _, ...others } = run;
		return isAbsent ? others : { ...run, [name]: near[at % near.length] };
	});
const anything = fc.oneof(fc.anything(), fc.constantFrom(null, 'run', [], [{}]));

function expected(stored: unknown): unknown {
	return Pack.safeParse(stored).data?.runs ?? [];
}

test('reads every right pack as the schema does', () => {
	fc.assert(
		fc.property(fc.array(right, { maxLength: 5 }), (runs) => {
			expect(readPack({ runs })).toEqual(runs);
			expect(expected({ runs })).toEqual(runs);
		})
	);
});

test('passes over a pack wherever the schema does', () => {
	const runs = fc.array(
		fc.oneof({ arbitrary: right, weight: 3 }, nearly, { arbitrary: anything, weight: 1 }),
		{ minLength: 1, maxLength: 4 }
	);
	fc.assert(
		fc.property(fc.oneof(runs, anything), (runs) => {
			expect(readPack({ runs })).toHaveLength((expected({ runs }) as unknown[]).length);
		}),
		{ numRuns: 2000 }
	);
	fc.assert(
		fc.property(anything, (stored) => {
			expect(readPack(stored)).toEqual(expected(stored));
		})
	);
});
