import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { makeAsyncApi } from '../../src/tools/asyncapi/make-asyncapi.ts';

const written: unknown = JSON.parse(readFileSync('docs/asyncapi.json', 'utf8'));

test('docs/asyncapi.json is what the schemas make (`npm run docs:asyncapi` writes it anew)', () => {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
	expect(written).toEqual(JSON.parse(JSON.stringify(makeAsyncApi(version))));
});

test('docs/asyncapi.json is an AsyncAPI 3 document', () => {
	// Formats are hints for people; the specification's own schema uses more of them than the validator knows.
	const ajv = new Ajv({
		strict: false,
		validateFormats: false,
		// It brings the schema of schemas itself.
		meta: false,
		validateSchema: false
	});
	const schema = Object.fromEntries(Object.entries(specs.schemas['3.0.0']));
	const isValid = ajv.validate(schema, written);
	expect(ajv.errors ?? []).toEqual([]);
	expect(isValid).toBe(true);
});

test('every reference in docs/asyncapi.json leads somewhere', () => {
	const references = [...JSON.stringify(written).matchAll(/"\$ref":"#\/([^"]+)"/g)];
	const dead = references
		.map(([, path = '']) => path)
		.filter((path) => {
			let at: unknown = written;
			for (const name of path.split('/')) at = (at as Record<string, unknown> | undefined)?.[name];
			return at === undefined;
		});
	expect(references.length).toBeGreaterThan(30);
	expect(dead).toEqual([]);
});
