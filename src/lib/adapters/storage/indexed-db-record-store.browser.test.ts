import { afterEach, expect, test, vi } from 'vitest';
import { recordStoreContract } from '../../../../tests/contracts/record-store.contract.ts';
import { openRaw, rawRequest } from './fakes.ts';
import { openIndexedDbRecordStore } from './indexed-db-record-store.ts';
import { SCHEMA_VERSIONS } from './schema-versions.ts';
import { StorageError } from './storage-error.ts';

let databases = 0;

/** A database that no other test uses. */
function newName(): string {
	databases += 1;
	return `assay-test-${Date.now()}-${databases}`;
}

recordStoreContract('the IndexedDB record store', () =>
	openIndexedDbRecordStore({ name: newName() })
);

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

/** Answers the first `times` attempts to open a database with a request that only `answer` can settle. */
function interceptOpens(times: number, answer: (request: IDBOpenDBRequest) => void) {
	const open = indexedDB.open.bind(indexedDB);
	const opens = vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
		if (opens.mock.calls.length > times) return open(name, version);
		// Ours only sets handlers on it, and reads its error.
		const request = new EventTarget() as IDBOpenDBRequest;
		answer(request);
		return request;
	});
	return opens;
}

/** Fails a request as Chrome does when it cannot open its files for a moment. */
function failUnknown(request: IDBOpenDBRequest) {
	const error = new DOMException('Internal error opening backing store', 'UnknownError');
	Object.assign(request, { error });
	queueMicrotask(() => {
		request.onerror?.(new Event('error'));
	});
}

/** A place for databases with a quota of its own. TypeScript does not know it yet. */
interface StorageBuckets {
	open: (name: string, options: { quota: number }) => Promise<{ indexedDB: IDBFactory }>;
	delete: (name: string) => Promise<void>;
}

test('keeps records for the next page that opens the database', async () => {
	const name = newName();
	const first = await openIndexedDbRecordStore({ name });
	await first.put('settings', 'theme', 'dark');
	first.close();
	const second = await openIndexedDbRecordStore({ name });
	expect(await second.get('settings', 'theme')).toBe('dark');
	second.close();
});

test('gives up a blocked open in time, and leaves nothing open when it succeeds later', async () => {
	const name = newName();
	const older = await openRaw(name, 1);
	const onClosed = vi.fn();
	const opening = openIndexedDbRecordStore({ name, onClosed, blockedLimitMs: 20 });
	await expect(opening).rejects.toEqual(new StorageError('blocked'));
	older.close();
	const newest = await openRaw(name, 90);
	expect(newest.objectStoreNames.contains('drafts')).toBe(true);
	expect(onClosed).not.toHaveBeenCalled();
	newest.close();
});

test('waits out an open that is blocked for a moment', async () => {
	const name = newName();
	const older = await openRaw(name, 1);
	older.onversionchange = () => {
		setTimeout(() => {
			older.close();
		}, 20);
	};
	const store = await openIndexedDbRecordStore({ name });
	expect(await store.list('drafts')).toEqual([]);
	store.close();
});

test('gives up an open that the browser does not answer', async () => {
	interceptOpens(1, () => undefined);
	const opening = openIndexedDbRecordStore({ name: newName(), openLimitMs: 20 });
	await expect(opening).rejects.toEqual(new StorageError('timeout'));
});

test('makes way for another tab that upgrades the database, and tells so', async () => {
	const name = newName();
	const onClosed = vi.fn();
	const store = await openIndexedDbRecordStore({ name, onClosed });
	const newer = await openRaw(name, 90);
	expect(onClosed.mock.calls).toEqual([[new StorageError('closed')]]);
	await expect(store.get('settings', 'theme')).rejects.toMatchObject({ code: 'closed' });
	newer.close();
});

test('tells that the database was closed once, however often it would have to be', async () => {
	const name = newName();
	const onClosed = vi.fn();
	const store = await openIndexedDbRecordStore({ name, onClosed });
	(await openRaw(name, 90)).close();
	await rawRequest(indexedDB.deleteDatabase(name));
	expect(onClosed).toHaveBeenCalledTimes(1);
	store.close();
});

test('says nothing about a close that was asked for', async () => {
	const name = newName();
	const onClosed = vi.fn();
	const store = await openIndexedDbRecordStore({ name, onClosed });
	store.close();
	(await openRaw(name, 90)).close();
	expect(onClosed).not.toHaveBeenCalled();
	await expect(store.put('settings', 'theme', 'dark')).rejects.toMatchObject({ code: 'closed' });
});

test('leaves a database of a newer build alone', async () => {
	const name = newName();
	(await openIndexedDbRecordStore({ name })).close();
	(await openRaw(name, 90)).close();
	await expect(openIndexedDbRecordStore({ name })).rejects.toEqual(
		new StorageError('newer_version')
	);
	const untouched = await openRaw(name, 90);
	expect(untouched.objectStoreNames).toHaveLength(
		SCHEMA_VERSIONS.flatMap(({ adds }) => [...adds]).length
	);
	untouched.close();
});

test('tries an open three times more when the browser fails in passing', async () => {
	const opens = interceptOpens(3, failUnknown);
	const store = await openIndexedDbRecordStore({ name: newName() });
	expect(await store.get('settings', 'theme')).toBeUndefined();
	expect(opens).toHaveBeenCalledTimes(4);
	store.close();
});

test('reports a failure to open that does not pass', async () => {
	interceptOpens(4, failUnknown);
	await expect(openIndexedDbRecordStore({ name: newName() })).rejects.toMatchObject({
		code: 'failed',
		cause: { name: 'UnknownError' }
	});
});

/** Gathers the connections that are opened from now on. */
function gatherConnections(): IDBDatabase[] {
	const connections: IDBDatabase[] = [];
	const open = indexedDB.open.bind(indexedDB);
	vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
		const request = open(name, version);
		request.addEventListener('success', () => connections.push(request.result));
		return request;
	});
	return connections;
}

test.each([
	['has dropped the connection', true],
	['has dropped the connection and not said so yet', false]
])('opens the database anew, once, after the browser %s', async (_, isTold) => {
	const connections = gatherConnections();
	const onClosed = vi.fn();
	const store = await openIndexedDbRecordStore({ name: newName(), onClosed });
	await store.put('settings', 'theme', 'dark');
	connections[0]?.close();
	if (isTold) connections[0]?.dispatchEvent(new Event('close'));
	const reads = [store.get('settings', 'theme'), store.get('settings', 'theme')];
	expect(await Promise.all(reads)).toEqual(['dark', 'dark']);
	expect(connections).toHaveLength(2);
	expect(onClosed).not.toHaveBeenCalled();
	store.close();
});

test('leaves nothing open when it is closed while the database is opened anew', async () => {
	const connections = gatherConnections();
	const name = newName();
	const store = await openIndexedDbRecordStore({ name });
	connections[0]?.close();
	connections[0]?.dispatchEvent(new Event('close'));
	const read = store.get('settings', 'theme');
	store.close();
	await expect(read).rejects.toMatchObject({ code: 'closed' });
	// Blocked for good if the second connection were open.
	await rawRequest(indexedDB.deleteDatabase(name));
	expect(connections).toHaveLength(2);
});

test('says that it has no place to open a database in', async () => {
	vi.stubGlobal('indexedDB', undefined);
	const opening = openIndexedDbRecordStore({ name: newName() });
	await expect(opening).rejects.toEqual(new StorageError('unavailable'));
});

test('commits each write itself, as a page that goes away comes to no later step', async () => {
	const commits = vi.spyOn(IDBTransaction.prototype, 'commit');
	const store = await openIndexedDbRecordStore({ name: newName() });
	await store.put('settings', 'theme', 'dark');
	await store.delete('settings', 'theme');
	await store.write([{ table: 'settings', key: 'theme', value: 'light' }]);
	expect(commits).toHaveBeenCalledTimes(3);
	store.close();
});

test('reports a full disk, keeps what was there and still takes small records', async () => {
	const { storageBuckets } = navigator as Navigator & { storageBuckets: StorageBuckets };
	const bucket = await storageBuckets.open('assay-test-small', { quota: 1_000_000 });
	try {
		const store = await openIndexedDbRecordStore({
			name: newName(),
			factory: bucket.indexedDB
		});
		await store.put('drafts', 'draft', 'old');
		const noise = crypto.getRandomValues(new Uint8Array(65_536));
		const write = store.put(
			'drafts',
			'draft',
			Array.from({ length: 50 }, () => noise.slice())
		);
		await expect(write).rejects.toMatchObject({ code: 'quota' });
		const large = Array.from({ length: 50 }, (_, index) => ({
			table: 'answers' as const,
			key: String(index),
			value: noise.slice()
		}));
		await expect(store.write(large)).rejects.toMatchObject({ code: 'quota' });
		expect(await store.keys('answers')).toEqual([]);
		expect(await store.get('drafts', 'draft')).toBe('old');
		await store.put('settings', 'theme', 'dark');
		expect(await store.get('settings', 'theme')).toBe('dark');
		store.close();
	} finally {
		await storageBuckets.delete('assay-test-small');
	}
});

test('a record that the browser has lost hides no other', async () => {
	const store = await openIndexedDbRecordStore({ name: newName() });
	const keys = ['first', 'lost', 'second'];
	await store.write(keys.map((key) => ({ table: 'runs', key, value: key })));
	loseRecord('lost');
	expect(await store.list('runs')).toEqual([
		{ key: 'first', value: 'first' },
		{ key: 'second', value: 'second' }
	]);
	await expect(store.get('runs', 'lost')).rejects.toMatchObject({ code: 'unreadable' });
	store.close();
});

/** Reads that meet this record fail from now on, as where the file that Chrome had put it into is gone. */
function loseRecord(key: string) {
	const lost = new DOMException('Data lost due to missing file.', 'NotReadableError');
	const fail = (): never => {
		throw lost;
	};
	// Called with its own store as `this`, below.
	// eslint-disable-next-line @typescript-eslint/unbound-method
	const get = IDBObjectStore.prototype.get;
	vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(fail);
	vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
		this: IDBObjectStore,
		query
	) {
		return query === key ? fail() : get.call(this, query);
	});
}
