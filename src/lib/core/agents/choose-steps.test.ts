import { describe, expect, test } from 'vitest';
import { builtinSources } from '#lib/core/templates/builtin-sources.ts';
import { createTemplateLibrary } from '#lib/core/templates/template-library.ts';
import { chooseSteps } from './choose-steps.ts';
import { LOG } from './fakes.ts';

const library = createTemplateLibrary(builtinSources);
const PROSE = 'The pump lost pressure on 3 May, and Maria Lund replaced the valve. '.repeat(30);
const CODE = Array.from({ length: 30 }, (_, at) => `const value${at} = read(${at});`).join('\n');

function templatesFor(question: string, text = '') {
	return chooseSteps({ question, text }).map(({ template }) => template);
}

describe('without a text', () => {
	test.each(['Hello', 'What is a relay?', 'Summarise what you said', ''])(
		'answers %j in one call',
		(question) => {
			expect(templatesFor(question)).toEqual([]);
		}
	);

	test.each([
		'Complex query requiring multiple agents',
		'Compare a pump and a valve',
		'What is a pump? And what is a valve?',
		`Tell me ${'very '.repeat(60)}much`
	])('has two views of %j', (question) => {
		const steps = chooseSteps({ question, text: '' });
		expect(steps.map(({ title }) => title)).toEqual(['Groundwork', 'Doubts']);
		expect(steps.every(({ variables }) => variables['instruction']?.includes(question))).toBe(true);
	});
});

describe('with a text', () => {
	test.each([
		['What happened?', LOG, ['log_triage', 'qa_over_document']],
		['Look at this', LOG, ['log_triage']],
		['Any bugs?', CODE, ['code_review', 'qa_over_document']],
		['Which tasks are open, and who has them?', PROSE, ['action_items', 'qa_over_document']],
		['How is the tone of this letter?', PROSE, ['sentiment_tone', 'qa_over_document']],
		['What are the lessons learned?', PROSE, ['key_insights', 'qa_over_document']],
		['Summarise', PROSE, ['summary_brief']],
		['Extract the names and sum up', PROSE, ['summary_brief', 'parsing_analysis']],
		['Who replaced the valve?', PROSE, ['qa_over_document', 'summary_brief']],
		['Read', PROSE, ['summary_brief']]
	])('asks for %j', (question, text, templates) => {
		expect(templatesFor(question, text)).toEqual(templates);
	});

	test('answers a plain question about a short text in one call', () => {
		expect(templatesFor('Who replaced the valve?', 'Maria Lund replaced it.')).toEqual([]);
	});

	test('of a short text only rules count that may speak of it', () => {
		const text = 'The valve keeps the pressure.';
		expect(templatesFor('What function does the valve have?', text)).toEqual([]);
		expect(templatesFor('What is it?', LOG.slice(0, 400))).toContain('log_triage');
	});

	test('does not take prose for a log or for code, whatever the question says', () => {
		expect(templatesFor('Is there a bug in the log?', PROSE)).not.toContain('log_triage');
		expect(templatesFor('Is there a bug in the log?', PROSE)).not.toContain('code_review');
	});
});

test('asks the one specialist that was picked, with the question where there is no text', () => {
	expect(chooseSteps({ question: 'Hello', text: '', chosen: 'summary_brief' })).toEqual([
		{ template: 'summary_brief', title: 'Brief summary', variables: {}, content: 'Hello' }
	]);
	expect(
		chooseSteps({ question: 'What is due?', text: PROSE, chosen: 'my_template' })
	).toMatchObject([
		{ template: 'my_template', title: 'My template', variables: { focus: 'What is due?' } }
	]);
});

test('calls templates what the library calls them', () => {
	for (const { id, title } of library.list()) {
		const [step] = chooseSteps({ question: 'What is due?', text: PROSE, chosen: id });
		expect(step?.title).toBe(title);
	}
});

test('gives every built-in template what it cannot do without', () => {
	for (const { id } of library.list()) {
		for (const text of ['', PROSE]) {
			const [step] = chooseSteps({ question: 'What is due?', text, chosen: id });
			const variables = { ...step?.variables, content: step?.content };
			expect(() => library.render(id, { variables })).not.toThrow();
		}
	}
});

test('never asks more than two, and nobody twice', () => {
	const everything = 'Summarise the log, the code, the tasks, the tone, the lessons and the names?';
	for (const text of [PROSE, LOG, CODE]) {
		const templates = templatesFor(everything, text);
		expect(templates).toHaveLength(2);
		expect(new Set(templates).size).toBe(2);
	}
});
