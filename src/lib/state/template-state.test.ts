import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import type { TemplateCard, TemplateCatalog } from '#lib/core/analysis/template-catalog.ts';
import { createGate } from '#lib/core/fakes.ts';
import { TemplateState } from './template-state.svelte.ts';

const FIELD = {
	type: 'string',
	description: undefined,
	enum: undefined,
	items: undefined,
	isMultiline: false
} as const;

function card(id: string, fields: Partial<TemplateCard> = {}): TemplateCard {
	return {
		id,
		title: id,
		description: '',
		inputKind: 'text',
		needsContent: true,
		fields: [
			{ ...FIELD, name: 'question', required: true },
			{ ...FIELD, name: 'language', required: false }
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.1, maxOutputTokens: 900 },
		bodyTokens: 100,
		...fields
	};
}

const CARDS = [card('parsing_analysis'), card('summary_brief', { fields: [] })];

const catalog: TemplateCatalog = {
	list: () => Promise.resolve(CARDS),
	sources: () =>
		Promise.resolve(Object.fromEntries(CARDS.map(({ id }) => [id, `Source of ${id}`]))),
	read: (id, source) =>
		Promise.resolve(
			source.includes('broken')
				? { problem: 'Line 3: it is broken' }
				: card(id, { description: source, fields: [] })
		)
};

async function restored(store = createMemoryRecordStore(), from = catalog) {
	const templates = new TemplateState(from, store);
	await templates.restore();
	return { templates, store };
}

test('picks parsing_analysis on the first visit', async () => {
	const { templates } = await restored();
	expect([templates.chosenId, templates.status]).toEqual(['parsing_analysis', { state: 'ready' }]);
});

test('remembers the template, and variables and options for each', async () => {
	const { templates, store } = await restored();
	templates.setVariable('question', 'Who paid?');
	templates.setOption('temperature', 0.7);
	templates.choose('summary_brief');
	templates.setOption('seed', 7);
	const next = await restored(store);
	expect([next.templates.chosenId, next.templates.options]).toEqual(['summary_brief', { seed: 7 }]);
	next.templates.choose('parsing_analysis');
	expect([next.templates.variables, next.templates.options]).toEqual([
		{ question: 'Who paid?' },
		{ temperature: 0.7 }
	]);
});

test('names the required variables that are empty', async () => {
	const { templates } = await restored();
	expect(templates.missing).toEqual(['question']);
	templates.setVariable('question', '   ');
	expect(templates.missing).toEqual(['question']);
	templates.setVariable('question', 'Who?');
	expect(templates.missing).toEqual([]);
});

test('shows the template’s own value until something is typed, and sends only what was typed', async () => {
	const { templates } = await restored();
	expect(templates.variable('language')).toBe('English');
	expect(templates.variables).toEqual({});
	templates.setVariable('language', 'Norwegian');
	expect(templates.variables).toEqual({ language: 'Norwegian' });
});

test('puts one option back, or all of them', async () => {
	const { templates } = await restored();
	templates.setOption('seed', 7);
	templates.setOption('temperature', 0.4);
	templates.setOption('seed', undefined);
	expect(templates.options).toEqual({ temperature: 0.4 });
	templates.resetOptions();
	expect(templates.options).toEqual({});
});

test('uses an edited text until it is put back or another template is picked', async () => {
	const { templates } = await restored();
	await templates.edit('My own words {{content}}');
	expect([templates.editedSource, templates.card?.fields]).toEqual([
		'My own words {{content}}',
		[]
	]);
	templates.putBack();
	await templates.loadSources();
	expect([templates.editedSource, templates.source]).toEqual([
		undefined,
		'Source of parsing_analysis'
	]);
	await templates.edit('Other words');
	templates.choose('summary_brief');
	expect(templates.editedSource).toBeUndefined();
});

test('keeps the last form of an edited text that can be read, and says what is wrong', async () => {
	const { templates } = await restored();
	await templates.edit('Good');
	await templates.edit('broken');
	expect([templates.editProblem, templates.card?.description]).toEqual([
		'Line 3: it is broken',
		'Good'
	]);
	await templates.edit('mended');
	expect([templates.editProblem, templates.card?.description]).toEqual([undefined, 'mended']);
});

test('ignores what a slow reading says of an older text', async () => {
	const gate = createGate();
	const slow: TemplateCatalog = {
		...catalog,
		read: async (id, source) => {
			if (source === 'slow') await gate.passed;
			return card(id, { description: source });
		}
	};
	const { templates } = await restored(createMemoryRecordStore(), slow);
	const reading = templates.edit('slow');
	await templates.edit('quick');
	gate.open();
	await reading;
	expect(templates.editedSource).toBe('quick');
});

test('says why the templates could not be loaded', async () => {
	const failing = { ...catalog, list: () => Promise.reject(new Error('The file is gone')) };
	const { templates } = await restored(createMemoryRecordStore(), failing);
	expect(templates.status).toEqual({ state: 'failed', problem: 'The file is gone' });
});
