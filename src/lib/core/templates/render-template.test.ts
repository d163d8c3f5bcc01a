import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTemplate } from './parse-template.ts';
import { renderTemplate, type RenderInput } from './render-template.ts';
import { TemplateError } from './template-error.ts';

function messages(source: string, input: RenderInput = {}) {
	return renderTemplate(parseTemplate(source), input).messages;
}

/** The text of the one user message that `source` makes. */
function text(source: string, input: RenderInput = {}): string {
	const [message, ...more] = messages(source, input);
	if (message?.role !== 'user' || more.length > 0) throw new Error('Expected one user message');
	return message.text;
}

function refusal(source: string, input: RenderInput = {}) {
	try {
		messages(source, input);
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		const { code, place, variable, message } = error;
		return { code, line: place?.line, partial: place?.partial, variable, message };
	}
	throw new Error('Expected a TemplateError, got messages');
}

const people = [
	{ name: 'Ann', tags: ['x', 'y'] },
	{ name: 'Bob', tags: [] }
];

test.each([
	['{{#if a}}yes{{else if b}}maybe{{else}}no{{/if}}', { b: 1 }, 'maybe'],
	['{{#if zero}}yes{{else}}no{{/if}}', { zero: 0 }, 'no'],
	['{{#if zero includeZero=true}}yes{{else}}no{{/if}}', { zero: 0 }, 'yes'],
	['{{#unless list}}none{{/unless}}', { list: [] }, 'none'],
	['{{^if a}}none{{/if}}', {}, 'none'],
	[
		'{{#each people}}{{@index}}{{@key}}{{@first}}{{@last}}{{name}} {{/each}}',
		{ people },
		'00truefalseAnn 11falsetrueBob '
	],
	['{{#each table}}{{@key}}={{this}};{{/each}}', { table: { a: 1, b: true } }, 'a=1;b=true;'],
	[
		'{{#each people}}{{#each tags}}{{@../index}}{{../name}}{{this}} {{else}}-{{/each}}{{/each}}',
		{ people },
		'0Annx 0Anny -'
	],
	[
		'{{#each people as |person at|}}{{#with "o"}}{{at}}{{person.name}}{{this}} {{/with}}{{/each}}',
		{ people },
		'0Anno 1Bobo '
	],
	['{{#with people.[1]}}{{name}}{{@root.people.length}}{{else}}none{{/with}}', { people }, 'Bob2'],
	['{{#with nobody}}{{name}}{{else}}none{{/with}}', {}, 'none'],
	['{{lookup people.[0] key}} {{lookup people 9}}.', { people, key: 'name' }, 'Ann .'],
	['{{lookup people people}}.', { people }, '.'],
	['{{#ifEquals kind "a"}}A{{else}}other{{/ifEquals}}', { kind: 'a' }, 'A'],
	['{{#unlessEquals count "2"}}differ{{/unlessEquals}}', { count: 2 }, 'differ'],
	['{{json people.[1]}}', { people }, '{"name":"Bob","tags":[]}'],
	['{{json tags indent=1}}', { tags: [1] }, '[\n 1\n]'],
	['{{json missing}}.', {}, '.'],
	['{{people.[1]}}', { people }, '{"name":"Bob","tags":[]}'],
	['{{list}}', { list: [1, 'b', null, [2, 3], { c: 4 }] }, '1,b,,[2,3],{"c":4}'],
	['{{a}}{{b}}', { a: 1, b: 2 }, '12'],
	['{{content.length}}', { content: 'four' }, '4'],
	['{{{raw}}} {{&raw}} {{raw}}', { raw: '<b>&' }, '<b>& <b>& <b>&'],
	['a\n  {{! gone }}\nb {{~x~}}  c', { x: 1 }, 'a\nb1c'],
	['\\{{x}} {{this.[two words]}}', { 'two words': 2 }, '{{x}} 2']
])('renders %s', (source, variables, expected) => {
	expect(text(source, { variables })).toBe(expected);
});

test('reads metadata and further values by @', () => {
	const input = { metadata: { domain: 'law' }, context: { state: { step: 3 } } };
	expect(text('{{@metadata.domain}} {{@state.step}}{{@other.x}}', input)).toBe('law 3');
});

test('makes a message of each role, and the user speak first', () => {
	expect(
		messages('Hello\n{{role "system"}}Rules\n{{role "model"}}Ok{{role "assistant"}}Go')
	).toEqual([
		{ role: 'user', text: 'Hello\n', parts: [{ type: 'text', text: 'Hello\n' }] },
		{ role: 'system', text: 'Rules\n', parts: [{ type: 'text', text: 'Rules\n' }] },
		{ role: 'assistant', text: 'Ok', parts: [{ type: 'text', text: 'Ok' }] },
		{ role: 'assistant', text: 'Go', parts: [{ type: 'text', text: 'Go' }] }
	]);
});

test('puts earlier messages before the last user message where the template names no place', () => {
	const history = [{ role: 'user' as const, text: 'Hi' }];
	const rendered = messages('{{role "system"}}S{{role "user"}}U', { history });
	expect(rendered.map(({ role, text, purpose }) => [role, text, purpose])).toEqual([
		['system', 'S', undefined],
		['user', 'Hi', undefined],
		['user', 'U', undefined]
	]);
});

test('keeps sections and media as parts beside the text', () => {
	const source = 'See {{media url=url contentType="image/png"}} {{section "notes here"}}there';
	expect(messages(source, { variables: { url: 'data:a b' } })).toEqual([
		{
			role: 'user',
			text: 'See there',
			parts: [
				{ type: 'text', text: 'See ' },
				{ type: 'media', url: 'data:a b', contentType: 'image/png' },
				{ type: 'section', name: 'notes here' },
				{ type: 'text', text: 'there' }
			]
		}
	]);
});

test('gives partials the values and the context they are called with', () => {
	const partials = { card: '{{name}}{{extra}}{{../name}}\n' };
	const variables = { name: 'Root', people };
	expect(text('{{> card}}', { variables, partials })).toBe('Root\n');
	expect(text('{{> card people.[0] extra="!"}}', { variables, partials })).toBe('Ann!\n');
	expect(text('{{#each people}}\n  {{> card}}\n{{/each}}', { variables, partials })).toBe(
		'  Ann\n  Bob\n'
	);
});

test('tells the lines of what is wrong in a partial from those of the template', () => {
	const partials = { broken: 'a\n{{#if b}}', inner: '\n{{> nowhere}}' };
	expect(refusal('\n{{> broken}}', { partials })).toEqual({
		code: 'bad_syntax',
		line: 2,
		partial: 'broken',
		variable: undefined,
		message: "Partial 'broken', line 2: expected {{/if}}, got the end of the template"
	});
	expect(refusal('{{> inner}}', { partials })).toMatchObject({
		code: 'unknown_partial',
		line: 2,
		partial: 'inner'
	});
	expect(refusal('a\n{{> constructor}}', { partials })).toMatchObject({
		code: 'unknown_partial',
		line: 2,
		partial: undefined
	});
});

const withInput = `---
input:
  schema:
    question: string, what you want to know
    language?: string
    count?: integer
  default:
    language: English
---
{{question}}/{{language}}/{{count}}/{{free}}`;

test('lays the given variables over the defaults', () => {
	expect(text(withInput, { variables: { question: 'Q' } })).toBe('Q/English//');
	expect(text(withInput, { variables: { question: 'Q', language: 'German', count: 0 } })).toBe(
		'Q/German/0/'
	);
});

test('takes a blank or absent value for one that was not given', () => {
	const variables = { question: 'Q', language: ' \n', count: null, free: ' ' };
	expect(text(withInput, { variables })).toBe('Q/English// ');
});

test.each([{}, { question: null }, { question: ' ' }])(
	'names the required variable that is missing: %j',
	(variables) => {
		expect(refusal(withInput, { variables })).toEqual({
			code: 'missing_variable',
			line: undefined,
			partial: undefined,
			variable: 'question',
			message: "Expected a value for 'question' (what you want to know), got none"
		});
	}
);

test('misses a required variable that has the name of an inherited property', () => {
	const source = '---\ninput: {schema: {constructor: string}}\n---\n';
	expect(refusal(source)).toMatchObject({ code: 'missing_variable', variable: 'constructor' });
});

test('takes a required variable from the defaults', () => {
	const source = '---\ninput: {schema: {tone: string}, default: {tone: calm}}\n---\n{{tone}}';
	expect(text(source)).toBe('calm');
});

test.each([
	'{{constructor}}',
	'{{__proto__}}',
	'{{toString}}',
	'{{@root.constructor.name}}',
	'{{@constructor}}',
	'{{lookup this "constructor"}}',
	'{{lookup list "push"}}',
	'{{name.constructor}}',
	'{{name.[0]}}',
	'{{#each __proto__}}x{{/each}}',
	'{{#with constructor}}x{{/with}}',
	'{{call}}'
])('finds nothing behind %s', (tag) => {
	const variables = { name: 'Ann', list: [1], call: () => 'called' };
	expect(text(`(${tag})`, { variables })).toBe('()');
});

test('finds a variable with the name of an inherited property where there is one', () => {
	const variables: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": "c"}');
	const rendered = text('{{__proto__.a}} {{constructor}} {{a}}.', {
		variables: variables as Record<string, unknown>
	});
	expect(rendered).toBe('1 c .');
});

test('refuses a value that has no text', () => {
	const circular: Record<string, unknown> = {};
	circular['self'] = circular;
	expect(refusal('\n{{circular}}', { variables: { circular } })).toMatchObject({
		code: 'bad_value',
		line: 2
	});
});

/** Each of them includes the next one twice. */
const doubling = Object.fromEntries(
	Array.from({ length: 41 }, (_, at) => [
		`a${at}`,
		at < 40 ? `{{> a${at + 1}}}{{> a${at + 1}}}` : ''
	])
);

test.each([
	['a partial that includes itself', '{{> loop}}', { loop: '{{> loop}}' }, 'too_deep'],
	['partials that grow by doubling', '{{> a0}}', doubling, 'too_many_steps'],
	[
		'loops inside loops',
		'{{#each list}}{{#each @root.list}}{{#each @root.list}}.{{/each}}{{/each}}{{/each}}',
		{},
		'too_many_steps'
	],
	['a long text, many times', '{{#each list}}{{@root.long}}{{/each}}', {}, 'too_large'],
	['wide indentation', `${' '.repeat(1e5)}{{> p}}\n`, { p: '{{lines}}' }, 'too_large']
])('stops %s', (_, source, partials, code) => {
	const variables = {
		list: Array.from({ length: 100 }, () => 1),
		long: 'x'.repeat(1e6),
		lines: '\n'.repeat(1e6)
	};
	expect(refusal(source, { variables, partials })).toMatchObject({ code, line: 1 });
});

test('takes narrower limits', () => {
	const limits = { maxSteps: 3 };
	expect(text('a{{! }}b{{! }}c', { limits })).toBe('abc');
	expect(refusal('a{{! }}b{{! }}c{{! }}d', { limits })).toMatchObject({ code: 'too_many_steps' });
});

test('puts any text in unchanged, as one user message', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', minLength: 1 }), (content) => {
			const around = `before ${content} after`;
			expect(messages('before {{content}} after', { variables: { content } })).toEqual([
				{ role: 'user', text: around, parts: [{ type: 'text', text: around }] }
			]);
		})
	);
});
