import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prettyJson } from './pretty-json.ts';

test('gives each value of JSON in one line a line of its own', () => {
	expect(prettyJson(' {"a":[1,"b, {\\"}"],"c":{},"d":[ ]} ')).toBe(
		'{\n  "a": [\n    1,\n    "b, {\\"}"\n  ],\n  "c": {},\n  "d": []\n}'
	);
});

test('is what a program would write, where that changes nothing', () => {
	fc.assert(
		fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
			const text = JSON.stringify(value);
			expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
		})
	);
});

test('keeps each number, each name and their order as they were written', () => {
	const text =
		'{"id":12345678901234567890,"price":1.0,"big":1e400,"2":"b","1":"\\u0061","x":1,"x":2}';
	const pretty = prettyJson(text);
	expect(pretty.split('\n')).toHaveLength(9);
	expect(pretty.replace(/\s/g, '')).toBe(text);
});

test.each([
	['what has lines', '{\n"a": 1}'],
	['what has not all come', '{"a": [1, '],
	['what is no JSON', 'Sorry, {"a"}'],
	['what is nested too deeply', '['.repeat(100_000) + ']'.repeat(100_000)],
	['nothing', '']
])('leaves %s as it is', (_what, text) => {
	expect(prettyJson(text)).toBe(text);
});
