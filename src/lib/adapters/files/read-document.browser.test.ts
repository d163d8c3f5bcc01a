import { describe, expect, test } from 'vitest';
import { locate } from '#lib/core/documents/location-map.ts';
import { makeDocx, makePdf } from '../../../../tests/support/make-files.ts';
import { FileReadError } from './file-read-error.ts';
import { heavyReaders } from './heavy-readers.ts';
import { readDocument } from './read-document.ts';

async function read(name: string, content: BlobPart) {
	const progress: number[] = [];
	const file = new File([content], name);
	const document = await readDocument(file, (step) => progress.push(step), heavyReaders);
	return { ...document, progress };
}

async function refusal(name: string, content: BlobPart) {
	const error: unknown = await read(name, content).catch((error: unknown) => error);
	if (!(error instanceof FileReadError))
		throw new Error(`Expected a FileReadError, got ${String(error)}`);
	return { code: error.code, message: error.message };
}

describe('a PDF', () => {
	test('gives its text with the number of the page', async () => {
		const pdf = makePdf([['Harbour report', 'The gate (north) is shut.'], ['The pump failed.']]);
		const { text, map, kind, warnings, progress } = await read('report.pdf', pdf);
		expect({ kind, warnings }).toEqual({ kind: 'pdf', warnings: [] });
		expect(text).toBe('Harbour report\nThe gate (north) is shut.\n\nThe pump failed.');
		expect(locate(map, text.indexOf('pump'))).toEqual({ unit: 'page', number: 2 });
		expect(locate(map, text.indexOf('gate'))).toEqual({ unit: 'page', number: 1 });
		expect(progress).toEqual([0.5, 1]);
	});

	test('is known by its first bytes, whatever its name', async () => {
		expect((await read('report', makePdf([['words']]))).kind).toBe('pdf');
	});

	test('says which pages hold no text', async () => {
		const { text, map, warnings } = await read('mixed.pdf', makePdf([['one'], [], ['three']]));
		expect(warnings).toEqual(['Page 2 of 3 holds no text: pictures, or nothing at all.']);
		expect(locate(map, text.indexOf('three')).number).toBe(3);
	});

	test('without a text layer is no empty text', async () => {
		expect(await refusal('scan.pdf', makePdf([[], []]))).toEqual({
			code: 'no_text',
			message:
				'Expected a PDF with text, got scan.pdf, whose 2 pages are pictures or empty: it has no text layer.'
		});
	});

	test('that is damaged says so', async () => {
		const { code } = await refusal('broken.pdf', '%PDF-1.4\nnothing of a PDF follows');
		expect(code).toBe('damaged');
	});
});

describe('a Word file', () => {
	test('gives its text with the number of the paragraph', async () => {
		const docx = makeDocx(['# Harbour report', 'The gate is shut & locked.', 'The pump failed.']);
		const { text, map, kind, warnings } = await read('report.docx', docx);
		expect({ kind, warnings }).toEqual({ kind: 'docx', warnings: [] });
		expect(text).toBe('# Harbour report\n\nThe gate is shut & locked.\n\nThe pump failed.');
		expect(locate(map, text.indexOf('pump'))).toEqual({ unit: 'paragraph', number: 3 });
	});

	test('is not unpacked when it was made to fill the memory', async () => {
		const docx = makeDocx(['small'], { 'word/bomb.xml': new Uint8Array(300 * 1024 * 1024) });
		expect(docx.length).toBeLessThan(1024 * 1024);
		expect((await refusal('bomb.docx', docx)).code).toBe('too_large');
	});

	test('that lies about its size unpacks to no more than it says', async () => {
		const bomb = new Uint8Array(8 * 1024 * 1024).fill(32);
		const docx = makeDocx(['small'], { 'word/footnotes.xml': bomb });
		const view = new DataView(docx.buffer);
		// The size stands in each part's headers as 8 MiB; say 16 bytes instead.
		for (let at = 0; at + 4 <= docx.length; at += 1) {
			if (view.getUint32(at, true) === bomb.length) view.setUint32(at, 16, true);
		}
		const outcome = await read('liar.docx', docx).catch((error: unknown) => error);
		expect(outcome instanceof FileReadError || 'text' in Object(outcome)).toBe(true);
	});

	test('that is damaged, or another package, says so', async () => {
		const docx = makeDocx(['text']);
		expect((await refusal('cut.docx', docx.slice(0, docx.length / 2))).code).toBe('damaged');
		const { code } = await refusal('fake.docx', 'PK\u0003\u0004 and nothing more');
		expect(code).toBe('damaged');
	});
});
