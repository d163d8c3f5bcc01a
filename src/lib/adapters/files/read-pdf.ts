// In a Worker of ours pdf.js needs none of its own: this puts its other half where it looks for it.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import {
	getDocument,
	VerbosityLevel,
	type PDFDocumentProxy
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { normaliseText } from '#lib/core/documents/normalise-text.ts';
import { FileReadError } from './file-read-error.ts';
import { LIMITS, type FileText, type ReadingTask } from './file-reader.ts';

const PAGE_BREAK = '\n\n';
/** How many pages without text are named. */
const TOLD = 5;

/**
 * The text layer of a PDF, page by page. Nothing is drawn, run or loaded.
 *
 * @throws {FileReadError} `no_text` where all pages are pictures, `protected`, `damaged` or `too_large`
 */
export async function readPdf({ name, bytes, onProgress }: ReadingTask): Promise<FileText> {
	const task = getDocument({
		data: bytes,
		isEvalSupported: false,
		enableXfa: false,
		disableFontFace: true,
		useSystemFonts: false,
		useWorkerFetch: false,
		useWasm: false,
		verbosity: VerbosityLevel.ERRORS
	});
	try {
		return await readPages(await task.promise, name, onProgress);
	} catch (error) {
		throw toFileReadError(error, name);
	} finally {
		await task.destroy();
	}
}

async function readPages(
	document: PDFDocumentProxy,
	name: string,
	onProgress: (progress: number) => void
): Promise<FileText> {
	const { numPages } = document;
	if (numPages > LIMITS.pages) {
		throw tooMuch(name, `${LIMITS.pages} pages`, `${numPages} pages`);
	}
	const starts = new Uint32Array(numPages);
	const empty: number[] = [];
	let text = '';
	for (let number = 1; number <= numPages; number += 1) {
		if (number > 1) text += PAGE_BREAK;
		starts[number - 1] = text.length;
		const pageText = await readPage(document, number);
		if (pageText === '') empty.push(number);
		text += pageText;
		if (text.length > LIMITS.textLength) {
			throw tooMuch(name, `${LIMITS.textLength} characters of text`, 'more');
		}
		onProgress(number / numPages);
	}
	if (empty.length === numPages) throw withoutText(name, numPages);
	return { text, map: { unit: 'page', starts }, warnings: emptyPages(empty, numPages) };
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<string> {
	const page = await document.getPage(number);
	const { items } = await page.getTextContent();
	const pieces = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''));
	page.cleanup();
	// A NUL stands where a font says nothing of what its shapes mean.
	return normaliseText(pieces.join('')).replaceAll('\u0000', '\ufffd').trim();
}

function emptyPages(pages: readonly number[], count: number): string[] {
	if (pages.length === 0) return [];
	const more = pages.length > TOLD ? ` and ${pages.length - TOLD} more` : '';
	return [
		`${pages.length === 1 ? 'Page' : 'Pages'} ${pages.slice(0, TOLD).join(', ')}${more} of ${count} ${pages.length === 1 ? 'holds' : 'hold'} no text: pictures, or nothing at all.`
	];
}

function withoutText(name: string, pages: number): FileReadError {
	return new FileReadError('no_text', {
		message: `Expected a PDF with text, got ${name}, whose ${pages === 1 ? 'one page is a picture' : `${pages} pages are pictures`} or empty: it has no text layer.`,
		suggestion: 'Run text recognition (OCR) on it in another program, and add the result.'
	});
}

function tooMuch(name: string, limit: string, got: string): FileReadError {
	return new FileReadError('too_large', {
		message: `Expected a PDF of at most ${limit}, got ${name} with ${got}.`,
		suggestion: 'Split the file, and add the parts that matter.'
	});
}

function toFileReadError(error: unknown, name: string): FileReadError {
	if (error instanceof FileReadError) return error;
	if (error instanceof Error && error.name === 'PasswordException') {
		return new FileReadError('protected', {
			message: `Expected a PDF that opens without a password, got ${name}, which asks for one.`,
			suggestion: 'Save a copy without a password in the program that opens it, and add that.',
			cause: error
		});
	}
	return new FileReadError('damaged', {
		message: `Expected a PDF, got ${name}, whose inside is damaged.`,
		suggestion: 'Open it in its own program to see whether it is whole, and save it anew.',
		cause: error
	});
}
