import type { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { Place } from '#lib/core/documents/location-map.ts';
import type { AddingResult } from '#lib/state/document-adding.svelte.ts';
import { formatCount, plural } from '#lib/ui/format-count.ts';

/** `page 3`. */
export function describePlace({ unit, number }: Place): string {
	return `${unit} ${formatCount(number)}`;
}

/** The first and the last place of what is shown: `pages 3 to 5`. */
export function describeRange(first: Place, last: Place): string {
	return first.number === last.number
		? describePlace(first)
		: `${first.unit}s ${formatCount(first.number)} to ${formatCount(last.number)}`;
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
		same > 0 && `${formatCount(same)} ${same === 1 ? 'was' : 'were'} here already.`,
		failures.length > 0 && `${plural(failures.length, 'file')} could not be read.`,
		withoutOriginal > 0 &&
			`Of ${formatCount(withoutOriginal)} the text alone is kept: there is no more room for files.`
	];
	return sentences.filter((sentence) => sentence !== false).join(' ');
}
