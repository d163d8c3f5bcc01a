/** A workspace as one file: written whole, and read whole or not at all. `docs/workspace-file.md` describes the format. */
import type { HashText, NewId, RecordChange, RecordStore, TableName } from '#lib/core/ports.ts';
import { BatchItem, itemKey, StoredBatch } from '#lib/core/batch/batch-records.ts';
import { StoredDocument } from '#lib/core/documents/document-records.ts';
import { StoredChat, StoredTurn } from '#lib/core/chats/chat-records.ts';
import { StoredReceipt, StoredRun, type WorkspaceId } from '#lib/core/runs/run-records.ts';
import { findMembers, listMembers } from '#lib/core/workspaces/workspace-members.ts';
import { StoredWorkspace } from '#lib/core/workspaces/workspace-records.ts';
import { JsonTextError, readJson } from '#lib/protocol/read-json.ts';
import { z } from '#lib/protocol/zod.ts';
import { cleanRecords } from './clean-records.ts';
import { decodeValue, encodedNames, encodeValue } from './encoded-values.ts';
import { placeWorkspace } from './place-workspace.ts';
import { createSecretRemover } from './without-secrets.ts';

const FORMAT = 'assay-workspace';
/** 2 brought documents and batches, 3 workspaces other than the first, 4 chats. */
const VERSION = 4;
const OLDEST_VERSION = 1;

/** What belongs to a workspace. Settings, addresses and tokens are of the browser, and are never exported. */
const TABLES = [
	'workspaces',
	'documents',
	'document_texts',
	'document_maps',
	'originals',
	'batches',
	'batch_items',
	'texts',
	'runs',
	'receipts',
	'answers',
	'signatures',
	'chats',
	'chat_turns',
	'chat_texts',
	'templates'
] as const satisfies readonly TableName[];
const Table = z.enum(TABLES);

/** Also the longest string that every browser makes. */
const LIMITS = { maxLength: 400 * 1024 * 1024, maxDepth: 64 };

const Header = z.object({
	format: z.literal(FORMAT),
	version: z.int(),
	exported_at: z.string(),
	/** SHA-256 of `JSON.stringify(records)`, in hexadecimal. */
	checksum: z.string(),
	records: z.array(z.tuple([z.string(), z.string(), z.unknown()]))
});

/** A file could not be taken for a workspace. The message is for a person. */
export class WorkspaceFileError extends Error {
	override readonly name = 'WorkspaceFileError';
	readonly code: 'not_ours' | 'too_large' | 'newer_version' | 'damaged' | 'hostile';

	constructor(code: WorkspaceFileError['code'], message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/**
 * Writes everything of one workspace. What a run that is under way has stored so far is in it.
 *
 * @param secrets what must not be in it, wherever it came from
 */
export async function exportWorkspace(
	store: RecordStore,
	{
		workspace,
		hashText,
		now,
		secrets
	}: { workspace: WorkspaceId; hashText: HashText; now: number; secrets: readonly string[] }
): Promise<string> {
	const members = await findMembers(store, workspace);
	// Pieces of an answer say where in it they start.
	const remover = createSecretRemover(secrets, { keepsLength: true });
	const records: [string, string, unknown][] = [];
	for (const table of TABLES) {
		for (const { key, value } of cleanRecords(
			table,
			await listMembers(store, members, table),
			remover
		)) {
			records.push([table, key, encodeValue(value)]);
		}
	}
	const text = JSON.stringify(records);
	const head = JSON.stringify({
		format: FORMAT,
		version: VERSION,
		exported_at: new Date(now).toISOString(),
		checksum: await hashText(text)
	});
	// The records are written once, as they were hashed.
	return `${head.slice(0, -1)},"records":${text}}\n`;
}

/**
 * Reads a file and adds all of it to the store, in one transaction, as a workspace of its own. Nothing that is stored is
 * replaced.
 *
 * @returns which workspace it is now, and how many runs came
 * @throws {WorkspaceFileError} nothing is changed then
 */
export async function importWorkspace(
	store: RecordStore,
	text: string,
	{ hashText, newId, now }: { hashText: HashText; newId: NewId; now: number }
): Promise<{ workspace: WorkspaceId; runs: number }> {
	const records = await readWorkspaceFile(text, hashText);
	const { workspace, changes } = await placeWorkspace(store, records, { newId, now });
	await store.write(changes);
	return { workspace, runs: changes.filter(({ table }) => table === 'runs').length };
}

async function readWorkspaceFile(text: string, hashText: HashText): Promise<RecordChange[]> {
	const outside = parse(text);
	refuseHostileNames(outside);
	const format = z.object({ format: z.literal(FORMAT), version: z.int() }).safeParse(outside);
	if (!format.success) {
		throw new WorkspaceFileError(
			'not_ours',
			'This file is no Assay workspace. Nothing was changed.'
		);
	}
	if (format.data.version < OLDEST_VERSION || format.data.version > VERSION) {
		throw new WorkspaceFileError(
			'newer_version',
			`This file is of version ${format.data.version}, and this Assay reads versions up to ${VERSION}. Nothing was changed.`
		);
	}
	const file = Header.safeParse(outside);
	if (!file.success) throw damaged('Its parts are not what they should be.');
	if ((await hashText(JSON.stringify(file.data.records))) !== file.data.checksum) {
		throw damaged('Its checksum does not fit.');
	}
	const { records } = file.data;
	if (records.filter(([table]) => table === 'workspaces').length > 1) {
		throw damaged('It names more than one workspace.');
	}
	return records.map(([table, key, value]) => changeOf(table, key, decodeValue(value)));
}

function parse(text: string): unknown {
	try {
		return readJson(text, LIMITS);
	} catch (error) {
		if (!(error instanceof JsonTextError)) throw error;
		if (error.code === 'too_large') {
			throw new WorkspaceFileError(
				'too_large',
				'This file is too large to be read. Nothing was changed.',
				{
					cause: error
				}
			);
		}
		throw new WorkspaceFileError(
			'not_ours',
			'This file is no Assay workspace. Nothing was changed.',
			{
				cause: error
			}
		);
	}
}

/** A record whose kind we know must be one; of the others only that they are records is known here. */
function changeOf(table: string, key: string, value: unknown): RecordChange {
	const known = Table.safeParse(table);
	if (!known.success) throw damaged(`It names a table '${table.slice(0, 40)}' that there is not.`);
	if (!isFit(known.data, key, value)) throw unfit(table);
	return { table: known.data, key, value: atRest(known.data, value) };
}

function isFit(table: (typeof TABLES)[number], key: string, value: unknown): boolean {
	switch (table) {
		case 'workspaces':
			return StoredWorkspace.safeParse(value).data?.id === key;
		case 'runs':
			return StoredRun.safeParse(value).data?.id === key;
		case 'receipts':
			return StoredReceipt.safeParse(value).data?.id === key;
		case 'documents':
			return StoredDocument.safeParse(value).data?.id === key;
		case 'batches':
			return StoredBatch.safeParse(value).data?.id === key;
		case 'batch_items': {
			const item = BatchItem.safeParse(value).data;
			return item !== undefined && itemKey(item.batch, item.index) === key;
		}
		case 'chats':
			return StoredChat.safeParse(value).data?.id === key;
		case 'chat_turns': {
			const [chat = '', ...turn] = key.split('/');
			return chat !== '' && StoredTurn.safeParse(value).data?.id === turn.join('/');
		}
		case 'document_texts':
		case 'chat_texts':
			return typeof value === 'string';
		case 'document_maps':
		case 'originals':
			return value instanceof Uint8Array;
		default:
			return value !== undefined;
	}
}

/**
 * A run that was under way when it was exported has no page that goes on with it, and no batch begins because a file says so:
 * a person starts it.
 */
function atRest(table: TableName, value: unknown): unknown {
	if (table === 'runs') {
		const run = StoredRun.safeParse(value).data;
		return run?.status === 'running' ? { ...run, status: 'interrupted' } : value;
	}
	if (table === 'batches') {
		const batch = StoredBatch.safeParse(value).data;
		return batch && batch.status !== 'done' ? { ...batch, status: 'stopped' } : value;
	}
	return value;
}

/** Names that would change what every object is, were they ever copied to one. */
function refuseHostileNames(value: unknown) {
	if (typeof value !== 'object' || value === null) return;
	for (const name of Object.keys(value)) {
		if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
			throw hostile(name);
		}
	}
	// A variable of a template may be named as the other two are: such an object is encoded.
	if (encodedNames(value).includes('__proto__')) throw hostile('__proto__');
	for (const inner of Object.values(value)) refuseHostileNames(inner);
}

function hostile(name: string): WorkspaceFileError {
	return new WorkspaceFileError(
		'hostile',
		`This file holds the name '${name}', which no workspace has. Nothing was changed.`
	);
}

function unfit(table: string): WorkspaceFileError {
	return damaged(`A record of '${table}' is not what it should be.`);
}

function damaged(why: string): WorkspaceFileError {
	return new WorkspaceFileError('damaged', `This file is damaged. ${why} Nothing was changed.`);
}
