import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import mammoth from 'mammoth';
import type { LocationMap } from '#lib/core/documents/location-map.ts';
import { FileReadError } from './file-read-error.ts';
import { LIMITS, type FileText, type ReadingTask } from './file-reader.ts';
import { readHtml } from './read-html.ts';

/** The parts of a Word file that hold text or say what the text is. */
const TEXT_PART = /^(\[Content_Types\]\.xml|_rels\/.+|word\/.*\.(xml|rels))$/i;

/**
 * The text of a Word file with its headings, lists, tables and notes. A Word file knows no pages; places are paragraphs,
 * in the order of the file.
 *
 * @throws {FileReadError} `damaged` or `too_large`
 */
export async function readDocx({ name, bytes, onProgress }: ReadingTask): Promise<FileText> {
	const packed = textPartsOf(name, bytes);
	onProgress(0.3);
	try {
		const { value, messages } = await mammoth.convertToHtml(
			{ arrayBuffer: packed.buffer },
			{
				// Pictures are not read: they were left out of the package.
				convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
				// What lies outside the file is not the file's text.
				externalFileAccess: false
			}
		);
		if (value.length > LIMITS.textLength) throw tooMuch(name);
		onProgress(0.8);
		const html = oneBlockPerLine(value);
		const { text, map } = readHtml(html);
		const failures = messages.filter(({ type }) => type === 'error');
		const warnings = failures.map(({ message }) => `A part could not be read: ${message}.`);
		return { text, map: paragraphs(map), warnings: [...new Set(warnings)] };
	} catch (error) {
		if (error instanceof FileReadError) throw error;
		throw damaged(name, error);
	}
}

/** So that the lines of the HTML are the paragraphs of the file, which `readHtml` then tells. */
function oneBlockPerLine(html: string): string {
	return html.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/<\/(p|h[1-6]|li|tr)>(?=<)/g, '</$1>\n');
}

function paragraphs({ starts, numbers }: LocationMap): LocationMap {
	return { unit: 'paragraph', starts, numbers };
}

/**
 * A package of the text parts alone. A package says how large each part is, and no more than that is unpacked, so one that
 * was made to fill the memory is refused before it does.
 */
function textPartsOf(name: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	let unpacked = 0;
	const isWanted = ({ name: part, originalSize }: UnzipFileInfo) => {
		if (!TEXT_PART.test(part)) return false;
		unpacked += originalSize;
		if (unpacked > LIMITS.unpackedBytes) throw tooMuch(name);
		return true;
	};
	let parts: ReturnType<typeof unzipSync>;
	try {
		parts = unzipSync(bytes, { filter: isWanted });
	} catch (error) {
		throw error instanceof FileReadError ? error : damaged(name, error);
	}
	if (!('word/document.xml' in parts)) throw damaged(name, undefined);
	return zipSync(parts, { level: 0 });
}

function tooMuch(name: string): FileReadError {
	return new FileReadError('too_large', {
		message: `Expected a Word file that unpacks to at most ${LIMITS.unpackedBytes / 1024 / 1024} MiB, got ${name}, which is larger inside.`,
		suggestion: 'Split the file, or save it as plain text.'
	});
}

function damaged(name: string, cause: unknown): FileReadError {
	return new FileReadError('damaged', {
		message: `Expected a Word file, got ${name}, whose inside is damaged or protected by a password.`,
		suggestion:
			'Open it in Word or another program, save it anew without a password, and add that.',
		cause
	});
}
