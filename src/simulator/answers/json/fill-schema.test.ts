import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEASE } from '../../fakes.ts';
import type { JsonObject } from '../../json.ts';
import { makeAnswer } from '../make-answer.ts';
import { createMaterial } from '../material.ts';
import { NOT_JUDGED } from './choose-text.ts';
import { fillSchema } from './fill-schema.ts';

function fill(schema: JsonObject, text = LEASE, question?: string): unknown {
	return fillSchema(schema, createMaterial(text, question));
}

const object = (properties: JsonObject) => ({ type: 'object', properties });
const list = (items: JsonObject, more: JsonObject = {}) => ({ type: 'array', items, ...more });
const text = { type: 'string' };

test('entities are the names and what they are, facts the weightiest sentences', () => {
	const schema = object({
		entities: list(
			object({ quote: text, name: text, type: { enum: ['person', 'organization', 'other'] } })
		),
		facts: list(object({ quote: text, statement: text }), { maxItems: 1 }),
		summary: text
	});
	const first = 'Meridian Freight signed the lease for the Rotterdam depot on 14 March 2026.';
	expect(fill(schema)).toEqual({
		entities: [
			{ quote: 'Meridian Freight', name: 'Meridian Freight', type: 'organization' },
			{ quote: 'Rotterdam', name: 'Rotterdam', type: 'other' },
			{ quote: 'Anna Keller', name: 'Anna Keller', type: 'person' }
		],
		facts: [{ quote: first, statement: first }],
		summary: `${first} The rent for the depot is €42,000 a month, and the lease runs for five years. Anna Keller said that the depot must open before the summer.`
	});
});

test('events have their dates, relations their two names', () => {
	const schema = object({
		events: list(object({ quote: text, when_text: text, date_iso: text })),
		relations: list(
			object({
				source: text,
				target: text,
				relation: text,
				strength: { type: 'integer', minimum: 1, maximum: 10 }
			})
		)
	});
	expect(fill(schema, 'On 1 May 2026 Anna Keller called Tom Ruiz about it.')).toEqual({
		events: [
			{
				quote: 'On 1 May 2026 Anna Keller called Tom Ruiz about it.',
				when_text: '1 May 2026',
				date_iso: '2026-05-01'
			}
		],
		relations: [{ source: 'Anna Keller', target: 'Tom Ruiz', relation: 'called', strength: 6 }]
	});
});

test('a log’s incidents have lines, levels and components, and nothing is explained', () => {
	const log = [
		'12:00:01 INFO [http] up',
		'12:00:02 ERROR [db.pool] connection refused',
		'12:00:03 INFO [http] ok'
	].join('\n');
	const schema = object({
		incidents: list(
			object({
				start_line: { type: 'integer' },
				lines: text,
				level: text,
				component: text,
				severity: { enum: ['low', 'med', 'high'] },
				probable_cause: text
			})
		),
		summary: text
	});
	expect(fill(schema, log)).toEqual({
		incidents: [
			{
				start_line: 2,
				lines: 'L2',
				level: 'ERROR',
				component: 'db.pool',
				severity: 'high',
				probable_cause: NOT_JUDGED
			}
		],
		summary: '3 lines: 1 ERROR, 2 INFO. First: 12:00:02 ERROR [db.pool] connection refused'
	});
});

test('an answer is the best passages, and whether there is one is said', () => {
	const schema = object({
		answer: text,
		answered: { type: 'boolean' },
		citations: list(object({ quote: text }))
	});
	expect(fill(schema, LEASE, 'Is the customs permit there?')).toMatchObject({
		answered: true,
		citations: [{ quote: 'The customs permit for the depot is still missing.' }]
	});
	expect(fill(schema, LEASE, 'Where is Zanzibar?')).toEqual({
		answer: 'Nothing in the text shares a word with the question.',
		answered: false,
		citations: []
	});
});

test('a plan gives each of its steps to another specialist', () => {
	const schema = object({
		steps: list(object({ agent: { enum: ['facts', 'risks', 'style', 'log'] }, why: text }))
	});
	expect(fill(schema)).toEqual({
		steps: ['facts', 'risks', 'style'].map((agent) => ({ agent, why: NOT_JUDGED }))
	});
});

test('lists keep within their bounds, and eight where they have none', () => {
	const many = Array.from({ length: 30 }, (_, index) => `The depot number ${index} opened.`).join(
		' '
	);
	const lengths = [{}, { maxItems: 3 }, { maxItems: 50 }, { minItems: 10 }].map((bounds) => {
		const filled = fill(list(text, bounds), many);
		return Array.isArray(filled) ? filled.length : undefined;
	});
	expect(lengths).toEqual([8, 3, 8, 10]);
});

test('unions, references, constants and nullable types come down to something that fits', () => {
	const schema = {
		$defs: { item: object({ quote: text }) },
		type: 'object',
		properties: {
			a: { anyOf: [{ type: 'null' }, { type: 'integer', minimum: 3 }] },
			b: { $ref: '#/$defs/item' },
			c: { const: 'fixed' },
			d: { type: ['string', 'null'], maxLength: 10 },
			e: { allOf: [object({ x: { type: 'boolean' } }), object({ y: { type: 'null' } })] },
			f: { enum: [null, 'only'] }
		}
	};
	expect(fill(schema)).toEqual({
		a: 3,
		b: { quote: 'Meridian Freight signed the lease for the Rotterdam depot on 14 March 2026.' },
		c: 'fixed',
		d: 'Meridian',
		e: { x: false, y: null },
		f: 'only'
	});
});

test('a schema that refers to itself, or is lists in lists, comes to an end', () => {
	const endless = { $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' };
	expect(fill(endless)).toBeTypeOf('string');
	const tree = { $defs: { n: { type: 'array', items: { $ref: '#/$defs/n' } } }, $ref: '#/$defs/n' };
	expect(JSON.stringify(fill(tree)).length).toBeLessThan(100_000);
	expect(fill(object({ __proto__x: text, constructor: text }))).toHaveProperty('constructor');
});

test('any value of a schema made at random can be written and read as JSON', () => {
	const anything = fc.object({
		maxDepth: 5,
		key: fc.constantFrom('type', 'properties', 'items', 'enum', 'minItems', 'anyOf', '$ref', 'x'),
		values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('array')]
	});
	fc.assert(
		fc.property(anything, (schema) => {
			const filled = fill(schema, 'One. Two.');
			expect(JSON.parse(JSON.stringify(filled))).toEqual(filled);
		}),
		{ numRuns: 200 }
	);
});

test('asked for JSON without a schema, it fills the shape shown in the prompt', () => {
	const shape = '{"kind": "letter|contract", "items": [{"quote": "…", "count": 1}, …], "ok": true}';
	const asked = `Return JSON like this:\n${shape}\n<document>${LEASE}</document>`;
	const { text: answer, isJson } = makeAnswer([{ role: 'user', text: asked }], undefined);
	expect(isJson).toBe(true);
	const filled: unknown = JSON.parse(answer);
	expect(filled).toMatchObject({ kind: 'letter', ok: false });
	expect(filled).toHaveProperty('items.0.count', 4);
});

test('asked for JSON with nothing to go by, it has a shape of its own', () => {
	const asked = `Answer in JSON.\n<document>${LEASE}</document>`;
	const { text: answer } = makeAnswer([{ role: 'user', text: asked }], undefined);
	expect(Object.keys(JSON.parse(answer) as object)).toEqual(['summary', 'quotes', 'names']);
});

test('every quote is an exact piece of the document', () => {
	const schema = object({
		items_: list(object({ quote: text })),
		risks: list(object({ quote: text }))
	});
	const pieces = fc.constantFrom(
		'The depot failed. ',
		'Anna Keller\nsaid “no”. ',
		'Must open! ',
		'\n\n'
	);
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
			const document = parts.join('');
			const quotes = JSON.stringify(fill(schema, document)).matchAll(
				/"quote":("(?:[^"\\]|\\.)*")/g
			);
			for (const [, quote = '""'] of quotes) expect(document).toContain(JSON.parse(quote));
			expect(document).toBe(document);
		})
	);
});
