import { expect, test } from 'vitest';
import { prettyJson } from './pretty-json.ts';

test('indents the levels', () => {
	expect(prettyJson(' {"a":[1,"b"]} ')).toBe('{\n  "a": [\n    1,\n    "b"\n  ]\n}');
});

test.each([
	['what has not all come', '{"a": [1, '],
	['what is no JSON', 'Sorry, {"a"}'],
	['what is nested too deeply', '['.repeat(100_000) + ']'.repeat(100_000)],
	['nothing', '']
])('leaves %s as it is', (_what, text) => {
	expect(prettyJson(text)).toBe(text);
});
