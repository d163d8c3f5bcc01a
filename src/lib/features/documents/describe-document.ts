import type { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { Place } from '#lib/core/documents/location-map.ts';
import type { AddingResult } from '#lib/state/document-adding.svelte.ts';

const numbers = new Intl.NumberFormat('en');

/** `page 3`. */
export function describePlace({ unit, number }: Place): string {
	return `${unit} ${numbers.format(number)}`;
}

/** The first and the last place of what is shown: `pages 3 to 5`. */
export function describeRange(first: Place, last: Place): string {
	return first.number === last.number
		? describePlace(first)
		: `${first.unit}s ${numbers.format(first.number)} to ${numbers.format(last.number)}`;
}

const KINDS: Readonly<Record<StoredDocument['kind'], string>> = {
	text: 'Text',
	markdown: 'Markdown',
	html: 'Web page',
	csv: 'Table',
	json: 'JSON',
	jsonl: 'JSON lines',
	pdf: 'PDF',
	docx: 'Word'
};

/** `PDF · 12 pages`. */
export function describeKind({ kind, unit, units }: StoredDocument): string {
	return `${KINDS[kind]} · ${plural(units, unit)}`;
}

/** What came of adding files, in a sentence. */
export function describeResult({ added, same, failures, withoutOriginal }: AddingResult): string {
	const sentences = [
		`${plural(added, 'document')} added.`,
		same > 0 && `${numbers.format(same)} ${same === 1 ? 'was' : 'were'} here already.`,
		failures.length > 0 && `${plural(failures.length, 'file')} could not be read.`,
		withoutOriginal > 0 &&
			`Of ${numbers.format(withoutOriginal)} the text alone is kept: there is no more room for files.`
	];
	return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
	return `${numbers.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}
