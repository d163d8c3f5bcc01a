import { expect, test } from 'vitest';
import { fakeModel, fakeReport, PAUSE, settle } from '#lib/core/fakes.ts';
import { createFakeApp, type FakeAppOptions } from './fakes.ts';

/** About 35,000 tokens. */
const LONG = 'The pump at the harbour lost pressure in the night. '.repeat(3000);

async function openedApp(options: FakeAppOptions = {}) {
	const world = createFakeApp(options);
	await settle();
	return { ...world, analyse: world.app.analyse };
}

test('runs the text and shows the answer', async () => {
	const { analyse, lmStudio } = await openedApp();
	analyse.draft.edit('A short text.');
	expect(await analyse.start()).toBe(true);
	await settle();
	expect([analyse.run.view.status, analyse.run.view.text]).toEqual(['done', 'An answer.']);
	expect(lmStudio.generated).toHaveLength(1);
});

test('says that there is no text, and sends nothing', async () => {
	const { analyse, lmStudio } = await openedApp();
	expect(await analyse.start()).toBe(false);
	expect([analyse.obstacle?.kind, analyse.wasAsked]).toEqual(['no_content', true]);
	await settle();
	expect(lmStudio.generated).toEqual([]);
});

test('never sends what does not fit', async () => {
	const { analyse, lmStudio } = await openedApp();
	analyse.draft.edit(LONG);
	expect(await analyse.start()).toBe(false);
	await settle();
	expect([analyse.obstacle?.kind, lmStudio.generated]).toEqual(['too_long', []]);
});

test('says what is too large for the relay before it is sent, counted in bytes', async () => {
	const { app, analyse, lmStudio } = await openedApp({
		report: fakeReport({
			models: [fakeModel({ max_context_length: undefined, loaded: [{ id: 'of-unknown-context' }] })]
		})
	});
	const limits = { max_frame: 300_000, max_answer: 1, rate: 1, burst: 1, inflight: 1, channels: 1 };
	app.relay.linkIs({ state: 'open', session: 's', user: 'me', limits });
	analyse.draft.edit('a'.repeat(200_000));
	analyse.draft.count();
	expect(analyse.obstacle).toBeUndefined();
	analyse.draft.edit('\u{e9}'.repeat(200_000));
	expect(analyse.obstacle).toEqual({
		kind: 'too_large',
		say: 'This text is 0.4 MiB; the relay takes 0.3 MiB at once. Analyse a part of it.'
	});
	expect(await analyse.start()).toBe(false);
	await settle();
	expect(lmStudio.generated).toEqual([]);
});

test('counts a text of any size before it is judged', async () => {
	const { analyse, lmStudio } = await openedApp();
	analyse.draft.edit(LONG.repeat(3));
	expect(await analyse.start()).toBe(false);
	await settle();
	expect([analyse.obstacle?.kind, lmStudio.generated]).toEqual(['too_long', []]);
});

test('loads the model with a larger context, reads back what was granted, and runs', async () => {
	const { analyse, lmStudio } = await openedApp();
	analyse.draft.edit(LONG);
	await analyse.start();
	const { fit } = analyse;
	const wanted = fit.state === 'too_long' ? fit.loadWith : undefined;
	await analyse.loadLarger();
	await settle();
	expect(lmStudio.loaded).toEqual([{ model: 'llama-3.2-3b-instruct', contextLength: wanted }]);
	expect([analyse.run.view.status, lmStudio.generated.length]).toEqual(['done', 1]);
});

test('does not run when less was granted than is needed, and says what was', async () => {
	const { analyse, lmStudio } = await openedApp();
	const load = lmStudio.load.bind(lmStudio);
	lmStudio.load = (request) => load({ ...request, contextLength: 8192 });
	analyse.draft.edit(LONG);
	const { fit } = analyse;
	await analyse.loadLarger();
	await settle();
	expect(analyse.loading).toEqual({
		state: 'granted',
		requested: fit.state === 'too_long' ? fit.loadWith : undefined,
		granted: 8192
	});
	expect(lmStudio.generated).toEqual([]);
});

test('offers no larger context than the model can take', async () => {
	const { analyse } = await openedApp({
		report: { models: [fakeModel({ max_context_length: 8192 })] }
	});
	analyse.draft.edit(LONG);
	expect(analyse.fit).toMatchObject({ state: 'too_long', loadWith: undefined });
});

test('runs the first part that fits, and keeps with the answer that it is a part', async () => {
	const { analyse, lmStudio } = await openedApp();
	analyse.draft.edit(LONG);
	await analyse.startFirstPart();
	await settle();
	const sent = analyse.run.record?.request.content ?? '';
	expect(LONG.startsWith(sent)).toBe(true);
	expect(analyse.run.record?.scope).toEqual({
		kind: 'first_part',
		characters: sent.length,
		ofCharacters: LONG.length
	});
	expect([analyse.run.view.status, lmStudio.generated.length]).toEqual(['done', 1]);
});

test('runs the selected part, unless that does not fit either', async () => {
	const { analyse, lmStudio } = await openedApp();
	analyse.draft.edit(LONG);
	analyse.select(0, LONG.length);
	await analyse.startSelection();
	await settle();
	expect([analyse.selectionFits(), lmStudio.generated]).toEqual([false, []]);
	analyse.select(4, 40);
	await analyse.startSelection();
	await settle();
	expect(analyse.run.record?.request.content).toBe(LONG.slice(4, 40));
});

test('a part that is asked about again is still a part, and nobody says so of the text once it is changed', async () => {
	const { analyse } = await openedApp();
	analyse.draft.edit(LONG);
	analyse.select(4, 40);
	await analyse.startSelection();
	await settle();
	const asked = analyse.run.record?.request;
	if (!asked) throw new Error('Expected a run');
	const part = { kind: 'selection', characters: 36 };

	await analyse.startAgain({ ...asked, partial_answer: 'It lost' });
	expect(analyse.run.record.scope).toEqual(part);
	await settle();

	analyse.fill(asked);
	await analyse.start();
	expect(analyse.run.record).toMatchObject({ scope: part, request: asked });
	await settle();

	expect(analyse.isAnswerOld).toBe(false);
	analyse.draft.edit(`${asked.content}!`);
	expect(analyse.isAnswerOld).toBe(true);
	await analyse.start();
	expect(analyse.run.record.scope).toEqual({ kind: 'whole' });
	expect(analyse.run.record.request).not.toHaveProperty('metadata');
});

test('keeps room for the answer that the options ask for', async () => {
	const { analyse } = await openedApp();
	analyse.draft.edit('A short text.');
	analyse.templates.setOption('max_output_tokens', 4000);
	expect(analyse.fit.state).toBe('fits');
	analyse.templates.setOption('max_output_tokens', 4096);
	expect(analyse.fit.state).toBe('too_long');
});

test('does not start a second run beside the first', async () => {
	const { analyse, lmStudio } = await openedApp({
		generations: [[{ type: 'text_delta', text: 'One' }, PAUSE]]
	});
	analyse.draft.edit('A short text.');
	await analyse.start();
	await settle();
	expect(await analyse.start()).toBe(false);
	lmStudio.resume();
	await settle();
	expect(lmStudio.generated).toHaveLength(1);
});

test('says that an answer is to an older text', async () => {
	const { analyse } = await openedApp();
	analyse.draft.edit('A short text.');
	await analyse.start();
	await settle();
	expect(analyse.isAnswerOld).toBe(false);
	analyse.draft.edit('A longer text.');
	expect(analyse.isAnswerOld).toBe(true);
});

test('a new page forgets the answer, and undo brings the text back', async () => {
	const { analyse } = await openedApp();
	analyse.draft.edit('A short text.');
	await analyse.start();
	await settle();
	analyse.startAnew();
	expect([analyse.draft.content, analyse.run.view.status]).toEqual(['', 'idle']);
	analyse.draft.undo();
	expect(analyse.draft.content).toBe('A short text.');
});
