import { expect, test } from 'vitest';
import { inputFields } from './input-fields.ts';
import { SchemaError, toJsonSchema } from './picoschema.ts';

test('keeps parentheses and commas in descriptions', () => {
	expect(
		toJsonSchema({ 'tags(array, list (max 5, short) of tags)': 'string, one (word)' })
	).toEqual({
		type: 'object',
		properties: {
			tags: {
				type: 'array',
				description: 'list (max 5, short) of tags',
				items: { type: 'string', description: 'one (word)' }
			}
		},
		required: ['tags'],
		additionalProperties: false
	});
});

test('hands JSON Schema back as it is', () => {
	const schema = { type: 'object', properties: { a: { type: 'string', minLength: 1 } } };
	expect(toJsonSchema(schema)).toBe(schema);
});

test('reads any as no limit at all', () => {
	expect(toJsonSchema('any, whatever it is')).toEqual({ description: 'whatever it is' });
});

test.each([
	[7, [], 'got 7'],
	['text', [], "got 'text'"],
	['constructor', [], "got 'constructor'"],
	[{ a: { b: null } }, ['a', 'b'], 'got null'],
	[{ 'a(list)': 'string' }, ['a(list)'], 'got (list)'],
	[{ 'a(array': 'string' }, ['a(array'], "end with ')'"],
	[{ 'a(enum)': 'string' }, ['a(enum)'], 'list of values']
])('refuses what is no schema and says where: %j', (schema, path, words) => {
	const read = () => toJsonSchema(schema);
	expect(read).toThrow(SchemaError);
	expect(read).toThrow(words);
	expect(read).toThrow(expect.objectContaining({ path }));
});

test('makes form fields of Picoschema and of JSON Schema alike', () => {
	const shape = { enum: undefined, items: undefined, description: undefined, isMultiline: false };
	const pico = toJsonSchema({
		name: 'string',
		'age?': 'integer, in years',
		'tags?(array)': 'string',
		'kind?(enum)': ['a', 2],
		'more?': 'any'
	});
	expect(inputFields(pico, {})).toEqual([
		{ ...shape, name: 'name', required: true, type: 'string' },
		{ ...shape, name: 'age', required: false, type: 'integer', description: 'in years' },
		{
			...shape,
			name: 'tags',
			required: false,
			type: 'array',
			items: { type: 'string', description: undefined, enum: undefined, items: undefined }
		},
		{ ...shape, name: 'kind', required: false, type: 'any', enum: ['a', 2] },
		{ ...shape, name: 'more', required: false, type: 'any' }
	]);
	const json = { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] };
	expect(inputFields(json, { on: 'text' })).toEqual([
		{ ...shape, name: 'on', required: true, type: 'boolean', isMultiline: true }
	]);
});

test('makes no fields of a schema that is no object', () => {
	expect(inputFields(toJsonSchema('string'), {})).toEqual([]);
});
