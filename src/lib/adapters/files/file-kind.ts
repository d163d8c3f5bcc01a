import type { DocumentKind } from '#lib/core/documents/document-records.ts';
import { FileReadError } from './file-read-error.ts';

const KINDS_BY_ENDING: Readonly<Record<string, DocumentKind>> = {
	htm: 'html',
	html: 'html',
	xhtml: 'html',
	md: 'markdown',
	markdown: 'markdown',
	csv: 'csv',
	tsv: 'csv',
	tab: 'csv',
	json: 'json',
	jsonl: 'jsonl',
	ndjson: 'jsonl'
};

/** Files of office programs that are known for what they are, and not read. */
const UNSUPPORTED: Readonly<Record<string, { is: string; save: string }>> = {
	doc: { is: 'an old Word file', save: 'DOCX' },
	rtf: { is: 'a Rich Text file', save: 'DOCX' },
	odt: { is: 'an OpenDocument text', save: 'DOCX' },
	xls: { is: 'an old Excel file', save: 'CSV' },
	xlsx: { is: 'an Excel file', save: 'CSV' },
	ods: { is: 'an OpenDocument table', save: 'CSV' },
	ppt: { is: 'an old PowerPoint file', save: 'PDF' },
	pptx: { is: 'a PowerPoint file', save: 'PDF' }
};

const PDF_MARK = '%PDF-';
/** PDF allows other bytes before its mark. */
const PDF_MARK_WITHIN = 1024;
const ZIP_MARK = 'PK\u0003\u0004';

/**
 * What kind of document a file is: by its first bytes where they tell, else by how its name ends, else plain text.
 *
 * @throws {FileReadError} `unsupported` for kinds that are known but not read
 */
export function kindOf(name: string, bytes: Uint8Array): DocumentKind {
	const ending = endingOf(name);
	const head = String.fromCharCode(...bytes.subarray(0, PDF_MARK_WITHIN));
	if (head.startsWith(PDF_MARK) || (ending === 'pdf' && head.includes(PDF_MARK))) return 'pdf';
	const unsupported = UNSUPPORTED[ending];
	if (unsupported) {
		throw new FileReadError('unsupported', {
			message: `Expected a text, PDF or Word file, got ${name}, ${unsupported.is}.`,
			suggestion: `Open it in its program, save it as ${unsupported.save}, and add that.`
		});
	}
	if (head.startsWith(ZIP_MARK)) {
		if (ending === 'docx') return 'docx';
		throw new FileReadError('unsupported', {
			message: `Expected a text, PDF or Word file, got ${name}, a packed archive.`,
			suggestion: 'Unpack it, and add the files in it.'
		});
	}
	if (ending === 'pdf' || ending === 'docx') {
		throw new FileReadError('damaged', {
			message: `Expected a ${ending.toUpperCase()} file, got ${name}, which does not begin like one.`,
			suggestion: 'Open it in its own program to see whether it is damaged, and save it anew.'
		});
	}
	return KINDS_BY_ENDING[ending] ?? 'text';
}

function endingOf(name: string): string {
	return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
