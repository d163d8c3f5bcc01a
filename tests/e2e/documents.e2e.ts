import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { makeDocx, makePdf } from '../support/make-files.ts';
import { createAnalysePage } from './analyse-page.ts';
import { expectConnection, goTo } from './steps.ts';
import { expect, test, type Build } from './world.ts';

/** A word that is in one file alone, and where it stands there. */
const FOUND: readonly (readonly [word: string, file: string, place: string])[] = [
	['limpet', 'notes.txt', 'line 3'],
	['pipefish', 'main.rs', 'line 2'],
	['kestrel', 'readme.md', 'line 5'],
	['heron', 'page.html', 'line 4'],
	['curlew', 'table.csv', 'row 3'],
	['dunlin', 'table.tsv', 'row 2'],
	['plover', 'data.json', 'line 2'],
	['godwit', 'events.jsonl', 'line 3'],
	['avocet', 'report.pdf', 'page 3'],
	['whimbrel', 'letter.docx', 'paragraph 3'],
	['Prüfstück', 'western.txt', 'line 2'],
	['снова', 'russian.txt', 'line 2'],
	['größte', 'wide.txt', 'line 1']
];

const RUSSIAN =
	'Насос в порту потерял давление ночью. Мастер заменил клапан на следующий день.\nЗдесь снова стоит насос, и он работает.';

const FILES: Readonly<Record<string, Uint8Array | string>> = {
	'notes.txt': 'first\r\nsecond\r\nthe limpet\r\n',
	'code/main.rs': 'fn main() {\n\tpipefish();\n}\n',
	'readme.md': '# Title\n\nText.\n\nA kestrel.\n',
	'page.html':
		'<!doctype html>\n<title>A page</title>\n<script>const windmill = 1;</script>\n<p>The <b>her</b>on</p>\n',
	'table.csv': 'name;note\n"a";"two\nlines"\ncurlew;x\n',
	'table.tsv': 'name\tnote\ndunlin\tx\n',
	'data.json': '{\n\t"bird": "plover"\n}\n',
	'events.jsonl': '{"a":1}\n{"a":2}\n{"bird":"godwit"}\n',
	'papers/report.pdf': makePdf([['One.'], ['Two.'], ['Three has an avocet.']]),
	'papers/letter.docx': makeDocx(['# A letter', 'Dear reader,', 'the whimbrel is back.']),
	'papers/scan.pdf': makePdf([[], []]),
	'papers/broken.pdf': '%PDF-1.4\nbroken',
	'papers/old.doc': new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]),
	'picture.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]),
	'western.txt': latin1('Der Prüfer kam.\nDas Prüfstück hielt die größere Last aus.'),
	'russian.txt': koi8(RUSSIAN),
	'wide.txt': Buffer.from('\ufeffDie größte Last', 'utf16le'),
	'.git/config': 'windmill'
};

function latin1(text: string): Uint8Array {
	return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** KOI8-R, made by asking what each byte means in it. */
function koi8(text: string): Uint8Array {
	const decoder = new TextDecoder('koi8-r');
	const bytes = new Map(
		Array.from({ length: 256 }, (_, byte) => [decoder.decode(new Uint8Array([byte])), byte])
	);
	return Uint8Array.from(text, (character) => bytes.get(character) ?? 63);
}

/** A folder with these files, on disk. */
function makeFolder(files: Readonly<Record<string, Uint8Array | string>>): string {
	const folder = join(mkdtempSync(join(tmpdir(), 'assay-documents-')), 'collection');
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), content);
	}
	return folder;
}

async function addFolder(page: Page, folder: string): Promise<void> {
	await page.getByTestId('document-folder').setInputFiles(folder);
	await expect(page.getByTestId('adding-status')).toHaveAttribute('data-state', 'done');
}

function rows(page: Page) {
	return page.getByRole('list', { name: 'Documents' }).getByRole('button');
}

async function search(page: Page, words: string, timeout = 15_000): Promise<void> {
	await page.getByRole('searchbox', { name: 'Search names and texts' }).fill(words);
	await expect(page.getByTestId('document-count')).toHaveText(/^\d+ of \d+$/, { timeout });
}

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('a folder of files of every kind is kept, and each is found by its words with the place', async ({
			page,
			open
		}) => {
			const complaints: string[] = [];
			page.on('pageerror', ({ message }) => complaints.push(message));
			await page.addInitScript(() => {
				document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
					console.error(`violation of ${effectiveDirective} by ${blockedURI}`)
				);
			});
			page.on('console', (message) => {
				if (message.text().includes('violation')) complaints.push(message.text());
			});
			const folder = makeFolder(FILES);
			await open('#/documents');
			await expectConnection(page, 'simulated');
			await addFolder(page, folder);
			const note = page.getByTestId('adding-status');
			await expect(note).toContainText('13 documents added. 4 files could not be read.');
			await expect(note).toContainText(
				'Expected a PDF with text, got scan.pdf, whose 2 pages are pictures or empty: it has no text layer.'
			);
			await expect(note).toContainText('got broken.pdf, whose inside is damaged');
			await expect(note).toContainText('got old.doc, an old Word file');
			await expect(note).toContainText('got picture.png, which holds binary data');
			for (const [word, file, place] of FOUND) {
				await search(page, word);
				await expect(rows(page)).toHaveCount(1);
				await expect(rows(page)).toContainText(file);
				await expect(rows(page)).toContainText(`${place} ·`);
			}
			// What a page runs, and what version controls keep, is no text.
			await search(page, 'windmill');
			await expect(page.getByText('No document fits.')).toBeVisible();
			expect(complaints).toEqual([]);
			rmSync(dirname(folder), { recursive: true });
		});
	});
}

test('a document is opened at what was found, analysed, had again, deleted and brought back', async ({
	page,
	open
}) => {
	const pdf = makePdf([['One.'], ['The valve at Norrvik was replaced.']]);
	const folder = makeFolder({ 'report.pdf': pdf, 'other.txt': 'nothing' });
	await open('#/documents');
	await expectConnection(page, 'simulated');
	await addFolder(page, folder);
	await search(page, 'valve norrvik');
	await rows(page).click();
	await expect(page.locator('mark').first()).toHaveText('valve');
	await expect(page.getByTestId('document-text')).toContainText('was replaced.');

	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download the file' }).click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('report.pdf');
	expect(Buffer.from(pdf).equals(await readFile(await download.path()))).toBe(true);

	await page.getByRole('button', { name: 'Delete' }).click();
	await expect(rows(page)).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(rows(page)).toHaveCount(1);

	await page.reload();
	await expect(rows(page)).toHaveCount(2);
	await rows(page).filter({ hasText: 'report.pdf' }).click();
	await page.getByRole('button', { name: 'Analyse this document' }).click();
	await expect(createAnalysePage(page).source).toHaveValue(
		'One.\n\nThe valve at Norrvik was replaced.'
	);
	await createAnalysePage(page).run.click();
	await createAnalysePage(page).hasState('done');
	await goTo(page, 'Runs');
	await expect(page.getByRole('list', { name: 'Runs' }).getByRole('button')).toHaveCount(1);
	rmSync(dirname(folder), { recursive: true });
});

test('a thousand files, and a long one, keep the page at hand', async ({ page, open }) => {
	test.setTimeout(300_000);
	const many = Object.fromEntries(
		Array.from({ length: 1000 }, (_, index) => [`many/${index}.txt`, `note ${index}\n`.repeat(20)])
	);
	const folder = makeFolder({
		...many,
		'long.log': 'a line of a long log file\n'.repeat(2_000_000)
	});
	await open('#/documents');
	await expectConnection(page, 'simulated');
	await page.getByTestId('document-folder').setInputFiles(folder);
	// Reading happens elsewhere: what a person does meanwhile happens at once.
	await page.getByRole('button', { name: 'Paste a text' }).click();
	await page.getByRole('textbox', { name: 'Text to keep' }).fill('Typed while files are read');
	const status = page.getByTestId('adding-status');
	await expect(status).toHaveAttribute('data-state', 'adding');
	await expect(status).toHaveAttribute('data-state', 'done', { timeout: 120_000 });
	await expect(status).toContainText('1,001 documents added.');
	// The text of 50 MB is read, too: on a busy machine that takes its time.
	await search(page, 'note 777', 90_000);
	await expect(rows(page).first()).toContainText('777.txt');
	rmSync(dirname(folder), { recursive: true });
});
