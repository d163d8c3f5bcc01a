import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import { DraftState } from './draft-state.svelte.ts';

function startDraft(store = createMemoryRecordStore()) {
	const clock = createFakeClock();
	return { draft: new DraftState(store, clock), store, clock };
}

test('brings back what was typed before', async () => {
	const { draft, store, clock } = startDraft();
	draft.edit('Typed before the page was closed.');
	clock.elapse(400);
	const next = startDraft(store);
	await next.draft.restore();
	expect(next.draft.content).toBe('Typed before the page was closed.');
});

test('saves when the page is left, without waiting for a pause', async () => {
	const { draft, store } = startDraft();
	draft.edit('Half a sen');
	draft.flush();
	expect(await store.get('drafts', 'analyse')).toEqual({ content: 'Half a sen' });
});

test('keeps that a text is a part of another until it is changed', async () => {
	const { draft, store, clock } = startDraft();
	draft.replace({ content: 'A part.', name: 'whole.txt', part: 'selection' });
	clock.elapse(400);
	const next = startDraft(store);
	await next.draft.restore();
	expect(next.draft.part).toBe('selection');
	next.draft.edit('A part!');
	expect([next.draft.part, next.draft.name]).toEqual([undefined, 'whole.txt']);
});

test('does not put an old text over what is typed while it loads', async () => {
	const { draft, store, clock } = startDraft();
	draft.edit('Old.');
	clock.elapse(400);
	const next = startDraft(store);
	const restoring = next.draft.restore();
	next.draft.edit('New.');
	await restoring;
	expect(next.draft.content).toBe('New.');
});

test('leaves alone what it cannot read', async () => {
	const { draft, store } = startDraft();
	await store.put('drafts', 'analyse', { content: 7 });
	await draft.restore();
	expect(draft.content).toBe('');
	expect(await store.get('drafts', 'analyse')).toEqual({ content: 7 });
});

test('brings back each text that another took the place of, latest first', () => {
	const { draft } = startDraft();
	draft.edit('First');
	draft.replace({ content: 'Second', name: 'second.txt' });
	draft.clear();
	expect(draft.content).toBe('');
	draft.undo();
	expect([draft.content, draft.name]).toEqual(['Second', 'second.txt']);
	draft.undo();
	expect([draft.content, draft.name, draft.canUndo]).toEqual(['First', undefined, false]);
});

test('counts a large text when the typing pauses, a small one at once', () => {
	const { draft, clock } = startDraft();
	draft.edit('Four words are here.');
	expect(draft.tokens).toBeGreaterThan(3);
	const small = draft.tokens;
	draft.edit('word '.repeat(60_000));
	expect(draft.tokens).toBe(small);
	clock.elapse(250);
	expect(draft.tokens).toBeGreaterThan(50_000);
});
