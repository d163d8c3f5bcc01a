import { expect, test, vi } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { createFakeDocumentReader } from '#lib/core/collection/fakes.ts';
import { ORIGINALS_BUDGET_BYTES } from '#lib/core/collection/keep-documents.ts';
import { createFakeClock, createFakeIds } from '#lib/core/fakes.ts';
import type { DocumentReader } from '#lib/core/ports.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { DocumentsState } from './documents-state.svelte.ts';

function createDocuments(reader: DocumentReader = createFakeDocumentReader()) {
	const store = createMemoryRecordStore();
	const clock = createFakeClock();
	const open = () =>
		new DocumentsState({
			store,
			clock,
			newId: createFakeIds(),
			workspace: () => FIRST_WORKSPACE,
			isShown: () => true,
			createReader: () => Promise.resolve(reader)
		});
	return { store, clock, open, documents: open() };
}

function file(path: string, text = path) {
	return { file: new File([text], path), path };
}

const paths = ({ all }: DocumentsState) => all.map(({ path }) => path);

test('one file that cannot be read stops no other', async () => {
	const { documents, open } = createDocuments();
	await documents.adding.add([file('a 10'), file('bad'), file('a 9')]);
	expect(documents.adding.status).toMatchObject({
		state: 'done',
		total: 3,
		added: 2,
		failures: [
			{ path: 'bad', message: 'Expected a text, got bad.', suggestion: 'Save it as text.' }
		]
	});
	const next = open();
	await next.reload();
	expect(paths(next)).toEqual(['a 9', 'a 10']);
});

test('the same file again adds nothing, another text by the same name does', async () => {
	const { documents } = createDocuments();
	await documents.adding.add([file('a')]);
	await documents.adding.add([file('a'), file('a', 'other')]);
	expect(documents.adding.status).toMatchObject({ added: 1, same: 1 });
	expect(paths(documents)).toEqual(['a', 'a']);
});

test('cancelling keeps what was added, and reads nothing more', async () => {
	const real = createFakeDocumentReader();
	const read = vi.fn<DocumentReader['read']>((given, options) => {
		if (given.name === 'b') documents.adding.cancel();
		return real.read(given, options);
	});
	const { documents } = createDocuments({ read });
	await documents.adding.add([file('a'), file('b'), file('c')]);
	expect(documents.adding.status).toMatchObject({ state: 'cancelled', added: 1, failures: [] });
	expect(paths(documents)).toEqual(['a']);
	expect(read).toHaveBeenCalledTimes(2);
	await documents.adding.add([file('c')]);
	expect(paths(documents)).toEqual(['a', 'c']);
});

test('files that come while others are added wait for them', async () => {
	const { documents } = createDocuments();
	const first = documents.adding.add([file('a')]);
	await documents.adding.add([file('b')]);
	await first;
	expect(documents.adding.status).toMatchObject({ state: 'done', total: 2, added: 2 });
});

test('where there is no room for a file its text is kept all the same', async () => {
	const { documents } = createDocuments();
	const large = file('large', 'text');
	Object.defineProperty(large.file, 'size', { value: ORIGINALS_BUDGET_BYTES + 1 });
	await documents.adding.add([large]);
	expect(documents.adding.status).toMatchObject({ added: 1, withoutOriginal: 1 });
	const [document] = documents.all;
	if (!document) throw new Error('Expected a document, got none');
	expect(await documents.textOf(document)).toBe('text');
	expect(await documents.originalOf(document)).toBeUndefined();
});

test('a slower answer to an older opening is ignored', async () => {
	const { documents } = createDocuments();
	await documents.adding.add([file('a'), file('b')]);
	const [a, b] = documents.all;
	await Promise.all([documents.open(a?.id), documents.open(b?.id)]);
	expect(documents.opened?.document.path).toBe('b');
});

test('shows the documents of a folder, and all again once its last one is gone', async () => {
	const { documents } = createDocuments();
	await documents.adding.add(
		['a/one.txt', 'a/b/two.txt', 'three.txt'].map((path) => ({
			file: new File([path], path.split('/').at(-1) ?? path),
			path
		}))
	);
	expect(documents.folders).toEqual(['a', 'a/b']);
	documents.openFolder('a/b');
	expect(documents.shown.map(({ path }) => path)).toEqual(['a/b/two.txt']);
	for (const document of documents.shown) await documents.remove(document);
	expect(documents.folder).toBe('');
	expect(documents.shown.map(({ path }) => path)).toEqual(['a/one.txt', 'three.txt']);
});
