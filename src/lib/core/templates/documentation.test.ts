import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseTemplate } from './parse-template.ts';
import { renderTemplate } from './render-template.ts';

const guide = readFileSync(new URL('../../../../docs/templates.md', import.meta.url), 'utf8');

test('the example in the guide to templates makes the prompt that the guide describes', () => {
	const example = /```handlebars\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
	const template = parseTemplate(example);
	expect(template).toMatchObject({
		name: 'complaint_letter',
		title: 'Complaint',
		inputKind: 'document'
	});
	expect(template.input.fields.map(({ name, isMultiline }) => [name, isMultiline])).toEqual([
		['content', false],
		['product', false],
		['tone', false],
		['notes', true]
	]);
	const { messages } = renderTemplate(template, {
		variables: { content: 'It broke.', product: 'the kettle' },
		metadata: { domain: 'retail' }
	});
	expect(messages.map(({ role, text }) => ({ role, text }))).toEqual([
		{
			role: 'system',
			text:
				'You read letters of complaint. Use only the text inside <document>.\n' +
				'Copy quotes word for word, between double quotes.'
		},
		{
			role: 'user',
			text:
				'Field: retail\n<document>\nIt broke.\n</document>\n\n' +
				'List each complaint about the kettle: first the "quote", then what it means.\n' +
				'Then suggest a friendly reply.\n'
		}
	]);
});
