import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGrowingJson, type GrowingJson } from './growing-json.ts';
import type { JsonNode } from './json-node.ts';

function read(...pieces: readonly string[]): GrowingJson {
	const json = createGrowingJson();
	for (const piece of pieces) json.add(piece);
	return json;
}

/** The value that a node stands for, as `JSON.parse` gives it. */
function valueOf(node: JsonNode | undefined): unknown {
	switch (node?.kind) {
		case 'object': {
			const value: Record<string, unknown> = {};
			for (const { name, value: inner } of node.members) {
				Object.defineProperty(value, name, {
					value: valueOf(inner),
					configurable: true,
					enumerable: true,
					writable: true
				});
			}
			return value;
		}
		case 'array':
			return node.items.map(valueOf);
		case 'string':
			return node.pieces.join('');
		case 'literal':
			return JSON.parse(node.text);
		case undefined:
			return undefined;
	}
}

function cut(text: string, shares: readonly number[]): string[] {
	const cuts = shares.map((share) => Math.round(share * text.length)).sort((a, b) => a - b);
	return [0, ...cuts].map((from, at) => text.slice(from, cuts[at] ?? text.length));
}

const SHARES = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 });
const CONTAINER = fc
	.jsonValue({ maxDepth: 5 })
	.filter((value) => typeof value === 'object' && value !== null);

test('reads what JSON.parse reads, however the text is cut', () => {
	fc.assert(
		fc.property(CONTAINER, SHARES, fc.constantFrom(0, 2), (value, shares, indent) => {
			const text = JSON.stringify(value, undefined, indent);
			const json = read(...cut(text, shares));
			expect(json.state).toBe('whole');
			expect(valueOf(json.root)).toEqual(JSON.parse(text));
		}),
		{ numRuns: 500 }
	);
});

test('calls whole exactly what JSON.parse takes', () => {
	const text = fc
		.array(
			fc.constantFrom(
				'{',
				'}',
				'[',
				']',
				'"a"',
				':',
				',',
				'1',
				'-',
				'0',
				'1.',
				'e',
				'null',
				' ',
				'\\'
			),
			{
				maxLength: 9
			}
		)
		.map((parts) => `[${parts.join('')}]`);
	fc.assert(
		fc.property(text, (candidate) => {
			let isJson = true;
			try {
				JSON.parse(candidate);
			} catch {
				isJson = false;
			}
			expect(read(candidate).state === 'whole').toBe(isJson);
		}),
		{ numRuns: 3000 }
	);
});

test('what has come is there before the end has', () => {
	const json = read('[{"name": "Pump", "hours": 3}, {"name": "Ga');
	expect(json.state).toBe('growing');
	const [first, second] = json.root?.kind === 'array' ? json.root.items : [];
	expect([first?.isWhole, second?.isWhole]).toEqual([true, false]);
	expect(valueOf(json.root)).toEqual([{ name: 'Pump', hours: 3 }, { name: 'Ga' }]);
});

test('a whole in a fence is whole when the fence is closed', () => {
	expect(read('``').state).toBe('undecided');
	expect(read('```json\n[1').state).toBe('growing');
	expect(read('```json\n[1]\n').state).toBe('growing');
	expect(read('```json\n', '[1]', '\n``', '`\n').state).toBe('whole');
	expect(read('```json\n[1]\n```\nAnd so on').state).toBe('broken');
	expect(read('```js\nlet a').state).toBe('broken');
	expect(read('```jsonl\n[1]').state).toBe('broken');
});

test.each(['```JSON\n', '```json\r\n', '``` json \n', '```\n', '```\t\r\n'])(
	'%j opens a fence, too, however it is cut',
	(fence) => {
		expect(read(...Array.from(fence), '[1]', '\n```\n').state).toBe('whole');
		expect(read(`${fence}[1]`).state).toBe('growing');
	}
);

test('what may yet become a fence is undecided', () => {
	expect(
		['`', '``', '```', '```J', '```js', '```json', '```json ', '```json\r'].map(
			(text) => read(text).state
		)
	).toEqual(Array.from({ length: 8 }, () => 'undecided'));
});

describe('is text, for good:', () => {
	test.each([
		['a word', 'Hello'],
		['a number alone', '42'],
		['a link', '[The pump](https://example.org)'],
		['a reference', '[1] The pump failed.'],
		['two values', '{} {}'],
		['a brace of a template', '{{name}}'],
		['a line break in a string', '["a\nb"]'],
		['an unknown escape', '["\\x"]'],
		['a wrong bracket', '[1}'],
		['a comma at the end', '[1,]'],
		['a number that begins with a zero', '[01]'],
		['what is nested too deeply', '['.repeat(101)]
	])('%s', (_, text) => {
		const json = read(text);
		expect([json.state, json.root]).toEqual(['broken', undefined]);
	});
});

test('a member may be named like a property that every object has', () => {
	const { root } = read('{"__proto__": {"constructor": 1}}');
	expect(root?.kind === 'object' && root.members[0]?.name).toBe('__proto__');
});

test('of a long text a list needs no more than its beginning', () => {
	const { root } = read('["', ...Array.from({ length: 1000 }, () => 'ten chars.'), '"]');
	const [text] = root?.kind === 'array' ? root.items : [];
	expect(text?.kind === 'string' && [text.head.length, text.pieces.join('').length]).toEqual([
		500, 10_000
	]);
});
