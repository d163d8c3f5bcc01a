import type { RecordEntry, TableName } from '#lib/core/ports.ts';
import { AnswerBlock, type AnswerPiece } from '#lib/core/runs/answer-blocks.ts';
import type { SecretRemover } from './without-secrets.ts';

/** Takes secrets out of all records of a table, those included that lie in neighbours, which are pieces of one text. */
export function cleanRecords(
	table: TableName,
	entries: readonly RecordEntry[],
	remover: SecretRemover
): RecordEntry[] {
	const records = entries.map(({ key, value }) => ({ key, value: remover.fromValue(value) }));
	if (table === 'texts' || table === 'document_texts' || table === 'chat_texts') {
		return inRows(records, (row) => cleanTexts(row, remover));
	}
	if (table === 'originals') return inRows(records, (row) => cleanBytes(row, remover));
	if (table === 'answers') return inRows(records, (row) => cleanAnswer(row, remover));
	return records;
}

/** Lets each row of records that belong together be changed: their keys are the same but for the number at the end. */
function inRows(
	records: readonly RecordEntry[],
	change: (row: readonly RecordEntry[]) => RecordEntry[]
): RecordEntry[] {
	const rows = new Map<string, RecordEntry[]>();
	for (const record of records) {
		const owner = record.key.slice(0, record.key.lastIndexOf('/'));
		const row = rows.get(owner);
		if (row) row.push(record);
		else rows.set(owner, [record]);
	}
	return [...rows.values()].flatMap(change);
}

function cleanTexts(row: readonly RecordEntry[], remover: SecretRemover): RecordEntry[] {
	const pieces = remover.fromPieces(
		row.map(({ value }) => (typeof value === 'string' ? value : ''))
	);
	return row.map(({ key, value }, index) => ({
		key,
		value: typeof value === 'string' ? pieces[index] : value
	}));
}

function cleanBytes(row: readonly RecordEntry[], remover: SecretRemover): RecordEntry[] {
	const pieces = remover.fromBytes(
		row.map(({ value }) => (value instanceof Uint8Array ? value : new Uint8Array()))
	);
	return row.map(({ key, value }, index) => ({
		key,
		value: value instanceof Uint8Array ? pieces[index] : value
	}));
}

function cleanAnswer(row: readonly RecordEntry[], remover: SecretRemover): RecordEntry[] {
	const blocks = row.map(({ value }) => AnswerBlock.safeParse(value).data?.pieces);
	const pieces = blocks.flatMap((block) => block ?? []);
	const cleaned = new Map<AnswerPiece, AnswerPiece>();
	for (const kind of ['text', 'reasoning'] as const) {
		const ofKind = pieces.filter((piece) => piece.kind === kind);
		const texts = remover.fromPieces(ofKind.map(({ text }) => text));
		for (const [index, piece] of ofKind.entries()) {
			cleaned.set(piece, { ...piece, text: texts[index] ?? '' });
		}
	}
	return row.map(({ key, value }, index) => {
		const block = blocks[index];
		return { key, value: block ? { pieces: block.map((piece) => cleaned.get(piece)) } : value };
	});
}
