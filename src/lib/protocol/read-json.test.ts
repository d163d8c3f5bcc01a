import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonTextError, readJson, type JsonLimits } from './read-json.ts';

const LIMITS: JsonLimits = { maxLength: 1000, maxDepth: 3, maxMembers: 4 };

/** The code of the error that reading throws; `undefined` where it reads. */
function refusalOf(text: string, limits: JsonLimits = LIMITS) {
	try {
		readJson(text, limits);
		return undefined;
	} catch (error) {
		if (error instanceof JsonTextError) return error.code;
		throw error;
	}
}

test('reads what JSON.parse reads', () => {
	fc.assert(
		fc.property(fc.json({ maxDepth: 8 }), (text) => {
			expect(readJson(text)).toEqual(JSON.parse(text));
		})
	);
});

test('accepts text as long as the limit, and refuses one character more', () => {
	const text = `"${'a'.repeat(998)}"`;
	expect(readJson(text, LIMITS)).toHaveLength(998);
	expect(() => readJson(`${text} `, LIMITS)).toThrow(
		new JsonTextError('too_large', 'Expected at most 1000 characters of JSON, got 1001')
	);
});

test('accepts nesting as deep as the limit, and refuses one level more', () => {
	expect(readJson('[{"a":[]}]', LIMITS)).toEqual([{ a: [] }]);
	expect(() => readJson('[{"a":[{}]}]', LIMITS)).toThrow(
		new JsonTextError('too_deep', 'Expected JSON nested at most 3 levels deep, got more')
	);
});

test('accepts as many names as the limit, and refuses one more', () => {
	expect(readJson('{"a":{"b":1,"c":2},"d":3}', LIMITS)).toEqual({ a: { b: 1, c: 2 }, d: 3 });
	expect(() => readJson('{"a":{"b":1,"c":2},"d":3,"e":4}', LIMITS)).toThrow(
		new JsonTextError('too_many_members', 'Expected JSON with at most 4 names, got more')
	);
});

test('takes any number of names where no limit is given', () => {
	const text = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [i, i])));
	expect(readJson(text, { maxLength: 10_000, maxDepth: 1 })).toEqual(JSON.parse(text));
});

test('refuses 200,000 names before a schema has to look at them', () => {
	const members = Array.from({ length: 200_000 }, (_, index) => `"k${index}":null`);
	expect(() => readJson(`{${members.join()}}`)).toThrow('at most 50000 names');
});

describe('braces and colons inside strings count for nothing', () => {
	test.each([
		['braces', '[["[[[[{{{{"]]'],
		['an escaped quote before braces', String.raw`[["\"[[[["]]`],
		['an escaped backslash that ends a string', String.raw`[["\\"],["\\"]]`],
		['three backslashes and a quote', String.raw`[["\\\"[[[[[["]]`],
		['an escape written as code', String.raw`[["\u0022[[[[["]]`],
		['colons', '["::::::::"]'],
		['a quote right at the end', String.raw`"\""`]
	])('%s', (_, text) => {
		expect(readJson(text, LIMITS)).toEqual(JSON.parse(text));
	});

	test('whatever the string holds', () => {
		const limits = { maxLength: Infinity, maxDepth: 2, maxMembers: 1 };
		const marks = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', '}', ':', 'a', '\n') });
		fc.assert(
			fc.property(marks, marks, (name, value) => {
				const original = { [name]: [value] };
				expect(readJson(JSON.stringify(original), limits)).toEqual(original);
			})
		);
	});
});

describe('the depth that is counted is the depth that is there', () => {
	const depthOf = (value: unknown): number =>
		typeof value === 'object' && value !== null
			? 1 + Math.max(0, ...Object.values(value).map(depthOf))
			: 0;

	test('for any value', () => {
		fc.assert(
			fc.property(fc.json({ maxDepth: 6 }), (text) => {
				const depth = depthOf(JSON.parse(text));
				const limits = { maxLength: Infinity, maxDepth: depth };
				expect(refusalOf(text, limits)).toBeUndefined();
				expect(refusalOf(text, { ...limits, maxDepth: depth - 1 })).toBe(
					depth === 0 ? undefined : 'too_deep'
				);
			})
		);
	});
});

test.each([
	['lists', '['.repeat(1_000_000)],
	['objects', '{"a":'.repeat(1_000_000)],
	['closed lists', '['.repeat(1_000_000) + ']'.repeat(1_000_000)]
])('refuses a million levels of %s without overflowing', (_, text) => {
	expect(refusalOf(text, { maxLength: Infinity, maxDepth: 32 })).toBe('too_deep');
});

test('scans a string of a million escapes in one go', () => {
	const text = JSON.stringify('\\"'.repeat(500_000));
	expect(readJson(text, { maxLength: Infinity, maxDepth: 0 })).toBe('\\"'.repeat(500_000));
});

describe('text that is not JSON', () => {
	test.each([
		['nothing', ''],
		['a word', 'hello'],
		['an open string', '"abc'],
		['an open string that ends with a backslash', '"abc\\'],
		['an open list', '[1,'],
		['closing brackets first', ']]]][[[['],
		['two values', '{} {}']
	])('is refused: %s', (_, text) => {
		expect(refusalOf(text)).toBe('bad_json');
	});

	test('is quoted in the error by its beginning only, with the cause kept', () => {
		const text = 'x'.repeat(1000);
		const refusal = new JsonTextError(
			'bad_json',
			`Expected JSON, got text that does not parse: ${'x'.repeat(80)}…`
		);
		expect(() => readJson(text, LIMITS)).toThrow(refusal);
		expect(() => readJson(text, LIMITS)).toThrow(
			expect.objectContaining({ cause: expect.any(SyntaxError) as unknown })
		);
	});
});
