import { expect, test } from 'vitest';
import { CHAT, createFakeChatPage, keptTurn } from '#lib/core/chats/fakes.ts';
import { listChats } from '#lib/core/chats/read-chats.ts';
import { createFakeIds, fakeHashText, settle } from '#lib/core/fakes.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { exportWorkspace, importWorkspace } from './workspace-file.ts';

const NOW = 1_800_000_000_000;

test('a copy of a chat has questions of its own, which find the text that they are about', async () => {
	const { keeper, store, read } = createFakeChatPage();
	const asked = { content: 'Why?', context: 'A text.' };
	keeper.keep(
		CHAT,
		keptTurn('one', { asked, status: 'done', text: 'So.', reasoningMs: 900 }, 'one')
	);
	keeper.keep(CHAT, keptTurn('two', { asked, status: 'done', text: 'So, again.' }, 'one'));
	await settle();
	const before = await read();
	const file = await exportWorkspace(store, {
		workspace: FIRST_WORKSPACE,
		hashText: fakeHashText,
		now: NOW,
		secrets: []
	});
	const { workspace } = await importWorkspace(store, file, {
		hashText: fakeHashText,
		newId: createFakeIds(),
		now: NOW
	});
	const copy = (await listChats(store)).find((chat) => chat.workspace === workspace);
	if (!copy) throw new Error('Expected a chat, got none');
	const copied = await read(copy.id);
	expect(copied).toMatchObject([
		{ asked, text: 'So.', reasoningMs: 900 },
		{ asked, text: 'So, again.' }
	]);
	const ids = [...before, ...copied].map(({ requestId }) => requestId);
	expect(new Set(ids).size).toBe(4);
	expect(await read()).toEqual(before);
});
