/** What came of a batch as one table, for a spreadsheet or a text. */
import type { BatchItem } from '#lib/core/batch/batch-records.ts';
import { type StoredBatch } from '#lib/core/batch/batch-records.ts';
import { ITEM_WORDS } from '#lib/core/batch/item-words.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { readRunFile } from '#lib/core/runs/run-files.ts';
import { readJson } from '#lib/protocol/read-json.ts';
import { createSecretRemover } from './without-secrets.ts';

export type BatchTableKind = 'csv' | 'markdown';

interface Row {
	item: BatchItem;
	answer: string;
	/** The answer's fields, where it is one JSON object. */
	fields: ReadonlyMap<string, string> | undefined;
}

/** More columns than this are no table that a person reads. */
const MOST_FIELDS = 40;

/**
 * One row for each document: its path, how it came out, and its answer whole. Where every answer is a JSON object, its fields
 * are columns as well.
 *
 * @param secrets what must not be in it, wherever it came from
 */
export async function batchTable(
	store: RecordStore,
	{ batch, items }: { batch: StoredBatch; items: readonly BatchItem[] },
	kind: BatchTableKind,
	secrets: readonly string[]
): Promise<{ name: string; text: string; mediaType: string }> {
	const rows: Row[] = [];
	for (const item of items) rows.push(await rowOf(store, item));
	const lines = linesOf(rows);
	const stamp = new Date(batch.created_at).toISOString().slice(0, 16).replaceAll(/[:T]/g, '-');
	const name = `batch-${batch.request.template}-${stamp}`;
	const remover = createSecretRemover(secrets);
	return kind === 'csv'
		? { name: `${name}.csv`, text: remover.fromText(toCsv(lines)), mediaType: 'text/csv' }
		: { name: `${name}.md`, text: remover.fromText(toMarkdown(lines)), mediaType: 'text/markdown' };
}

async function rowOf(store: RecordStore, item: BatchItem): Promise<Row> {
	const isAnswered = item.status === 'done' || item.status === 'length';
	const file = isAnswered && item.run ? await readRunFile(store, item.run) : undefined;
	const answer = file?.answer.text ?? item.excerpt;
	return { item, answer, fields: isAnswered ? fieldsOf(answer) : undefined };
}

/** The header first. */
function linesOf(rows: readonly Row[]): string[][] {
	const names = fieldNames(rows);
	return [
		['Document', 'State', ...names, 'Answer', 'Problem'],
		...rows.map(({ item, answer, fields }) => [
			item.path,
			ITEM_WORDS[item.status].toLowerCase(),
			...names.map((name) => fields?.get(name) ?? ''),
			answer,
			item.error?.message ?? ''
		])
	];
}

/** The names of all fields, if every answer has some. */
function fieldNames(rows: readonly Row[]): string[] {
	const answered = rows.filter(({ item }) => item.status === 'done' || item.status === 'length');
	if (answered.some(({ fields }) => !fields)) return [];
	const names = new Set(answered.flatMap(({ fields }) => [...(fields?.keys() ?? [])]));
	return [...names].slice(0, MOST_FIELDS);
}

/** The fields of an answer that is one JSON object, fenced or not. */
function fieldsOf(answer: string): ReadonlyMap<string, string> | undefined {
	const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n```\s*$/.exec(answer);
	const text = (fenced?.[1] ?? answer).trim();
	if (!text.startsWith('{')) return undefined;
	try {
		const value = readJson(text);
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
		return new Map(Object.entries(value).map(([name, field]) => [name, cellOf(field)]));
	} catch {
		return undefined;
	}
}

function cellOf(field: unknown): string {
	return typeof field === 'string' ? field : field === null ? '' : JSON.stringify(field);
}

/** By RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe, as OWASP advises. */
function toCsv(lines: readonly (readonly string[])[]): string {
	const cell = (text: string) => {
		const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
		return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
	};
	return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function toMarkdown([header = [], ...lines]: readonly (readonly string[])[]): string {
	const row = (line: readonly string[]) => `| ${line.map(markdownCell).join(' | ')} |\n`;
	return `${row(header)}| ${header.map(() => '---').join(' | ')} |\n${lines.map(row).join('')}`;
}

/** A table's cell is one line. */
function markdownCell(text: string): string {
	return text
		.trim()
		.replaceAll(/[\\|]/g, '\\$&')
		.replaceAll(/\r\n?|\n/g, '<br>');
}
