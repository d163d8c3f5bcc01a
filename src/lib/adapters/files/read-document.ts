import { decodeText } from './decode-text.ts';
import { normaliseText } from '#lib/core/documents/normalise-text.ts';
import { lineMap } from '#lib/core/documents/location-map.ts';
import type { DocumentKind } from '#lib/core/documents/document-records.ts';
import { LIMITS, type FileText, type ReadingTask } from './file-reader.ts';
import { kindOf } from './file-kind.ts';
import { FileReadError, tooLarge } from './file-read-error.ts';
import { guessEncoding } from './guess-encoding.ts';
import { readBytes } from './read-bytes.ts';
import { notText } from './read-text-file.ts';

/** A file as a document. */
export interface FileDocument extends FileText {
	kind: DocumentKind;
	/** Of what is text in itself. */
	encoding: string | undefined;
}

/** Readers of kinds that take whole libraries, each loaded when its first file comes. */
export type HeavyReaders = Record<
	'pdf' | 'docx',
	() => Promise<(task: ReadingTask) => Promise<FileText>>
>;

/**
 * Reads a file of any kind that is known.
 *
 * @param heavy absent where there is no Worker: on the page these would hold up everything
 * @throws {FileReadError} with a sentence for a person
 */
export async function readDocument(
	file: File,
	onProgress: (progress: number) => void,
	heavy?: HeavyReaders
): Promise<FileDocument> {
	const { name } = file;
	const bytes = await readBytes(file, { limitBytes: LIMITS.fileBytes });
	const kind = kindOf(name, bytes);
	const task: ReadingTask = { name, bytes, onProgress };
	if (kind !== 'pdf' && kind !== 'docx') return { kind, ...(await readText(kind, task)) };
	if (!heavy) {
		throw new FileReadError('unsupported', {
			message: `Expected a browser that starts Workers, which ${kind.toUpperCase()} files are read in; this one did not start any for ${name}.`,
			suggestion: 'Save it as plain text and add that, or open Assay in another browser.'
		});
	}
	const read = await heavy[kind]();
	return { kind, encoding: undefined, ...(await read(task)) };
}

async function readText(
	kind: DocumentKind,
	{ name, bytes, onProgress }: ReadingTask
): Promise<FileText & { encoding: string }> {
	if (bytes.length > LIMITS.textFileBytes) {
		throw tooLarge(name, bytes.length, LIMITS.textFileBytes);
	}
	const declared = kind === 'html' ? declaredEncoding(bytes) : undefined;
	const decoded = decodeText(bytes, (unknown) => declared ?? guessEncoding(unknown));
	if (!decoded) throw notText(name);
	onProgress(0.5);
	const { text, map, warnings } = await readKind(kind, normaliseText(decoded.text), name);
	const isDeclared = decoded.encoding === declared && !decoded.text.includes('\ufffd');
	const guess =
		decoded.guessed && !isDeclared
			? [
					`The file does not say how it is encoded; it was read as ${decoded.encoding}. Check accented letters.`
				]
			: [];
	return { text, map, warnings: [...guess, ...warnings], encoding: decoded.encoding };
}

async function readKind(kind: DocumentKind, text: string, name: string): Promise<FileText> {
	switch (kind) {
		case 'html': {
			const { readHtml } = await import('./read-html.ts');
			return readHtml(text);
		}
		case 'csv': {
			const { readCsv } = await import('./read-csv.ts');
			return readCsv(text, /\.(tsv|tab)$/i.test(name) ? '\t' : undefined);
		}
		case 'json':
		case 'jsonl': {
			const { readJsonLines, readJsonText } = await import('./read-json.ts');
			return kind === 'json' ? readJsonText(text) : readJsonLines(text);
		}
		default:
			return { text, map: lineMap(text), warnings: [] };
	}
}

/** What a web page says of its own encoding, within the bytes in which it must. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
	const head = String.fromCharCode(...bytes.subarray(0, 1024));
	const label = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1];
	try {
		return label && new TextDecoder(label).encoding;
	} catch {
		return undefined;
	}
}
