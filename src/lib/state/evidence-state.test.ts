import { expect, test } from 'vitest';
import { settle } from '#lib/core/fakes.ts';
import { createQuoteFinder } from '#lib/core/grounding/quote-finder.ts';
import { createFakeApp } from './fakes.ts';

const TEXT = 'The pump at Norrvik lost pressure.';

/** A page whose answer is to `TEXT`, with a place shown in it. */
async function showPlace() {
	const { app, look } = createFakeApp();
	await look();
	app.analyse.draft.edit(TEXT);
	await app.analyse.start();
	await settle();
	const { evidence } = app.analyse;
	const verdict = createQuoteFinder(evidence.text).find('the pump at norrvik');
	if (verdict.state === 'not_found') throw new Error('Expected a place, got none');
	evidence.show(verdict.place);
	return { analyse: app.analyse, evidence };
}

test('shows a place in the text that the run was given, until it is to be edited again', async () => {
	const { evidence } = await showPlace();
	expect(evidence.shown).toEqual({ text: TEXT, place: { start: 0, end: 19 } });
	evidence.hide();
	expect(evidence.shown).toBeUndefined();
});

test('a text that is put in its place, and another run, end it', async () => {
	const { analyse, evidence } = await showPlace();
	analyse.draft.edit('Another text.');
	expect(evidence.shown).toBeUndefined();
	analyse.draft.edit(TEXT);
	expect(evidence.shown).toBeDefined();
	await analyse.start();
	expect(evidence.shown).toBeUndefined();
});

test('before a run there is nothing to hold quotes against', () => {
	expect(createFakeApp().app.analyse.evidence.text).toBe('');
});
