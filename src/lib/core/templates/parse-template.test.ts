import { expect, test } from 'vitest';
import { MAX_TEMPLATE_LENGTH, parseTemplate } from './parse-template.ts';
import { TemplateError } from './template-error.ts';

/** What reading `source` is refused with. */
function refusal(source: string) {
	try {
		parseTemplate(source);
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		const { code, line, column, message } = error;
		return { code, line, column, message };
	}
	throw new Error('Expected a TemplateError, got a template');
}

const whole = `---
name: tidy
variant: small
version: 1.5
description: Tidies a text.
model: some-model
config:
  temperature: 0.2
  maxOutputTokens: 300
  topP: 0.9
  mirostat: 2
input:
  schema:
    content: string, the text
    style?(enum, how to tidy): [light, thorough]
    notes?: string
  default:
    style: light
output:
  format: json
  schema:
    text: string
analysis.title: Tidy up
analysis.input: document
analysis.form.notes: text
analysis.tags: [text]
other: kept
---

Tidy {{content}}
`;

test('reads every key of a header, and keeps those it does not know', () => {
	const { nodes, raw, ...template } = parseTemplate(whole);
	expect(nodes.map(({ type }) => type)).toEqual(['text', 'value']);
	expect(raw['other']).toBe('kept');
	expect(template).toEqual({
		name: 'tidy',
		variant: 'small',
		version: '1.5',
		title: 'Tidy up',
		description: 'Tidies a text.',
		inputKind: 'document',
		isListed: true,
		model: 'some-model',
		config: { temperature: 0.2, maxOutputTokens: 300, topP: 0.9, mirostat: 2 },
		input: {
			schema: {
				type: 'object',
				properties: {
					content: { type: 'string', description: 'the text' },
					style: { enum: ['light', 'thorough', null], description: 'how to tidy' },
					notes: { type: ['string', 'null'] }
				},
				required: ['content'],
				additionalProperties: false
			},
			fields: [
				{
					name: 'content',
					required: true,
					isMultiline: false,
					type: 'string',
					description: 'the text',
					enum: undefined,
					items: undefined
				},
				{
					name: 'style',
					required: false,
					isMultiline: false,
					type: 'string',
					description: 'how to tidy',
					enum: ['light', 'thorough'],
					items: undefined
				},
				{
					name: 'notes',
					required: false,
					isMultiline: true,
					type: 'string',
					description: undefined,
					enum: undefined,
					items: undefined
				}
			],
			defaults: { style: 'light' }
		},
		output: {
			format: 'json',
			schema: {
				type: 'object',
				properties: { text: { type: 'string' } },
				required: ['text'],
				additionalProperties: false
			}
		},
		ext: {
			analysis: { title: 'Tidy up', input: 'document', tags: ['text'] },
			'analysis.form': { notes: 'text' }
		},
		body: 'Tidy {{content}}',
		bodyStartLine: 30
	});
});

test.each([
	['a byte order mark', `\uFEFF${whole}`],
	['Windows line ends', whole.replaceAll('\n', '\r\n')],
	['old Mac line ends', whole.replaceAll('\n', '\r')]
])('reads a file with %s as without', (_, source) => {
	expect(parseTemplate(source)).toEqual(parseTemplate(whole));
});

test('skips a licence and blank lines above the header, and counts them as lines', () => {
	const template = parseTemplate(`\n# Licence\n#\n\n${whole}`);
	expect(template).toMatchObject({ name: 'tidy', body: 'Tidy {{content}}', bodyStartLine: 34 });
});

test('takes a file without a header for a body, to the last character', () => {
	const source = '# Title\n\nSay {{name}}.\n';
	expect(parseTemplate(source)).toMatchObject({ name: undefined, body: source, bodyStartLine: 1 });
});

test('takes a rule under a heading for a part of the body', () => {
	const source = '# Title\n---\nText';
	expect(parseTemplate(source)).toMatchObject({ body: source, bodyStartLine: 1, raw: {} });
});

test('reads a header with nothing but comments as an empty one', () => {
	expect(parseTemplate('---\n# later\n\n---\nText')).toMatchObject({ raw: {}, body: 'Text' });
});

test.each([
	['---\nname: x\nText', 1, undefined, "second '---' line"],
	['---\nname: a: b\n---\nText', 2, 8, 'not valid YAML'],
	['\n# licence\n---\nname: x\nname: y\n---\n', 5, 1, 'not valid YAML: duplicated'],
	['---\na: &one 1\nb: *one\n---\n', 3, 5, 'not valid YAML'],
	['---\n- one\n- two\n---\n', 2, undefined, "'key: value' lines"],
	['---\nname: x\nconfig:\n  temperature: hot\n---\n', 4, undefined, "'config.temperature'"],
	[
		'---\nconfig: {topP: 2}\n---\n',
		2,
		undefined,
		"'config.topP' in the header: expected at most 1"
	],
	['---\nname: x\nanalysis.input: novel\n---\n', 3, undefined, 'expected one of text, code'],
	['---\nconfig:\n  seed: 1.5\n---\n', 3, undefined, 'expected a whole number'],
	['---\nconfig:\n  stopSequences: END\n---\n', 3, undefined, 'expected a list'],
	['---\ninput: text\n---\n', 2, undefined, "expected 'key: value' lines"],
	['---\nversion: [1]\n---\n', 2, undefined, "'version'"]
])('names the line of a broken header: %j', (source, line, column, words) => {
	const refused = refusal(source);
	expect(refused).toMatchObject({ code: 'bad_front_matter', line, column });
	expect(refused.message).toContain(words);
});

test('names the line of a broken schema', () => {
	const source = '---\ninput:\n  schema:\n    name: string\n    age: years, how old\n---\n';
	expect(refusal(source)).toEqual({
		code: 'bad_schema',
		line: 5,
		column: undefined,
		message:
			"Line 5: 'input.schema.age' in the header: Expected a type (string, number, integer, boolean, null or any), got 'years'"
	});
});

test.each([
	['a\n{{#if x}}\n{{#each y}}b{{/each}}\n', 'bad_syntax', 5, undefined, '{{/if}}'],
	['{{#if x}}\n{{/each}}', 'bad_syntax', 4, 4, "if doesn't match each"],
	['a\n\n{{foo', 'bad_syntax', 6, 3, "'{{foo'"],
	['a\n{{!-- open\n', 'bad_syntax', 5, undefined, '{{!-- open'],
	['{{/if}}', 'bad_syntax', 4, 1, '{{/if}}'],
	['{{a/../b}}', 'bad_syntax', 4, 3, 'Invalid path'],
	['a\n  {{shout name}}', 'unknown_helper', 5, 3, "got 'shout'"],
	['{{#list}}x{{/list}}', 'unknown_helper', 4, 1, "got 'list'"],
	['{{#if (shout a)}}{{/if}}', 'bad_helper', 4, 7, "got 'shout'"],
	['{{#if (json a)}}{{/if}}', 'bad_helper', 4, 7, "got 'json'"],
	['{{if a}}', 'bad_helper', 4, 1, '{{#if …}}'],
	['{{#role "user"}}{{/role}}', 'bad_helper', 4, 1, 'not a block'],
	['{{role who}}', 'bad_helper', 4, 1, 'a variable'],
	['{{role "tool"}}', 'bad_helper', 4, 1, 'got tool'],
	['{{role "constructor"}}', 'bad_helper', 4, 1, 'got constructor'],
	['{{section}}', 'bad_helper', 4, 1, '{{this.section}}'],
	['{{lookup a}}', 'bad_helper', 4, 1, 'two arguments'],
	['{{history 1}}', 'bad_helper', 4, 1, 'no arguments'],
	['{{json a indnt=2}}', 'bad_helper', 4, 1, "got 'indnt='"],
	['{{media contentType="a"}}', 'bad_helper', 4, 1, "'url='"],
	['{{> p a b}}', 'bad_helper', 4, 1, 'at most one value'],
	['{{#> p}}x{{/p}}', 'unsupported', 4, 1, 'partial blocks'],
	['{{* d}}', 'unsupported', 4, 1, 'decorators'],
	['{{> (lookup a "b")}}', 'unsupported', 4, 1, 'written out'],
	['{{(lookup a "b").c}}', 'unsupported', 4, 3, 'cannot begin'],
	['{{json (a=1)}}', 'unsupported', 4, 8, 'lists and tables'],
	['x\n'.repeat(9) + '{{#if a}}'.repeat(51), 'too_deep', 13, undefined, 'at most 50 levels'],
	[`{{#if a}}${'{{else if a}}'.repeat(50)}{{/if}}`, 'too_deep', 4, undefined, 'at most 50'],
	[`{{json ${'(lookup '.repeat(51)}`, 'too_deep', 4, undefined, 'at most 50 levels']
])(
	'names the line in the file of what is wrong in the body: %j',
	(body, code, line, column, words) => {
		const refused = refusal(`---\nname: x\n---\n${body}`);
		expect(refused).toMatchObject({ code, line, column });
		expect(refused.message).toContain(words);
	}
);

test('counts no brackets of another tag, and none in a comment or a text, as nesting', () => {
	const body = '{{lookup a "("}} ( {{! ( }} {{#if (lookup a "(")}}{{/if}}\n'.repeat(60);
	expect(parseTemplate(body).nodes).toHaveLength(300);
});

test('refuses a file that is too long to be a template', () => {
	const refused = refusal(' '.repeat(MAX_TEMPLATE_LENGTH + 1));
	expect(refused).toMatchObject({ code: 'too_large', line: undefined });
});

test('keeps keys that are names of inherited properties as plain entries', () => {
	const { ext, input } = parseTemplate(
		'---\n__proto__.polluted: 1\nconstructor.x: 2\ninput:\n  schema:\n    __proto__: string\n    constructor?: string\n---\n'
	);
	expect(Object.entries(ext)).toEqual([
		['__proto__', { polluted: 1 }],
		['constructor', { x: 2 }]
	]);
	expect(input.fields.map(({ name, required }) => ({ name, required }))).toEqual([
		{ name: '__proto__', required: true },
		{ name: 'constructor', required: false }
	]);
	expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
