import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { createBatchWorld } from '#lib/core/batch/fakes.ts';
import { readBatch, readItems } from '#lib/core/batch/keep-batches.ts';
import { settle } from '#lib/core/fakes.ts';
import { batchTable, type BatchTableKind } from './batch-table.ts';

/** The table of a batch whose answers are as given, by the documents' texts. */
async function tableOf(
	answers: Readonly<Record<string, string>>,
	kind: BatchTableKind,
	secrets: readonly string[] = []
) {
	const { browser, openPage, begin } = createBatchWorld();
	const { runner } = openPage({
		generation(onEvent, _, { messages }) {
			const text = answers[messages.at(-1)?.text ?? ''] ?? '';
			onEvent({ type: 'text_delta', text });
			onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: undefined });
		}
	});
	const texts = Object.keys(answers).map((text) => [`notes/${text || 'empty'}.txt`, text] as const);
	const { id } = await begin(Object.fromEntries<string>(texts));
	await runner.go(id);
	await settle();
	const batch = await readBatch(browser.store, id);
	if (!batch) throw new Error('Expected a batch, got none');
	const items = await readItems(browser.store, id);
	return batchTable(browser.store, { batch, items }, kind, secrets);
}

test('a table for a spreadsheet has a row for each document, with its whole answer', async () => {
	const { name, text, mediaType } = await tableOf({ one: 'Said "so",\nand more', '': '' }, 'csv');
	expect([name, mediaType]).toEqual(['batch-summary_brief-2027-01-15-08-00.csv', 'text/csv']);
	expect(text).toBe(
		'Document,State,Answer,Problem\r\n' +
			'notes/one.txt,done,"Said ""so"",\nand more",\r\n' +
			'notes/empty.txt,failed,,There is no text in empty.txt.\r\n'
	);
});

test('no cell is a formula', async () => {
	const { text } = await tableOf({ one: '=HYPERLINK("http://x","y")' }, 'csv');
	expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
});

test('a table in Markdown keeps each answer in its cell', async () => {
	const { text } = await tableOf({ one: 'a | b\n\n- c' }, 'markdown');
	expect(text).toBe(
		'| Document | State | Answer | Problem |\n' +
			'| --- | --- | --- | --- |\n' +
			'| notes/one.txt | done | a \\| b<br><br>- c |  |\n'
	);
});

test('where every answer is an object, its fields are columns', async () => {
	const { text } = await tableOf(
		{ one: '{"name":"Pump","hours":3}', two: '```json\n{"name":"Gate","open":null}\n```' },
		'csv'
	);
	const [header, one] = text.split('\r\n');
	expect(header).toBe('Document,State,name,hours,open,Answer,Problem');
	expect(one).toBe('notes/one.txt,done,Pump,3,,"{""name"":""Pump"",""hours"":3}",');
});

test('no token is in it', async () => {
	const { text } = await tableOf({ one: 'The token is sk-secret-token.' }, 'csv', [
		'sk-secret-token'
	]);
	expect(text).toContain('The token is [token removed].');
});

test('an empty batch is a header', async () => {
	const store = createMemoryRecordStore();
	const { begin } = createBatchWorld();
	const { text } = await batchTable(store, { batch: await begin({}), items: [] }, 'csv', []);
	expect(text).toBe('Document,State,Answer,Problem\r\n');
});
