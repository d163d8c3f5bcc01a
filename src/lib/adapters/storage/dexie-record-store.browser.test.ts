import { Dexie } from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { recordStoreContract } from '../../../../tests/contracts/record-store.contract.ts';
import { openDexieRecordStore } from './dexie-record-store.ts';
import { StorageError } from './storage-error.ts';

let databases = 0;

/** A database that no other test uses. */
function newName(): string {
	databases += 1;
	return `assay-test-${Date.now()}-${databases}`;
}

recordStoreContract('the Dexie record store', () => openDexieRecordStore({ name: newName() }));

afterEach(() => {
	vi.restoreAllMocks();
});

/** A connection that knows nothing of Dexie, as another build of the app may hold it in another tab. */
async function openRaw(name: string, version: number): Promise<IDBDatabase> {
	const request = indexedDB.open(name, version);
	return new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(new Error('The raw connection failed', { cause: request.error }));
		};
	});
}

/** Answers the first `times` attempts to open a database with a request that only `answer` can settle. */
function interceptOpens(times: number, answer: (request: IDBOpenDBRequest) => void) {
	const open = indexedDB.open.bind(indexedDB);
	const opens = vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
		if (opens.mock.calls.length > times) return open(name, version);
		// Dexie only sets handlers on it.
		const request = new EventTarget() as IDBOpenDBRequest;
		answer(request);
		return request;
	});
	return opens;
}

/** Fails a request as Chrome does when it cannot open its files for a moment. */
function failUnknown(request: IDBOpenDBRequest) {
	const event = new Event('error');
	const error = new DOMException('Internal error opening backing store', 'UnknownError');
	Object.defineProperty(event, 'target', { value: { error } });
	queueMicrotask(() => {
		request.onerror?.(event);
	});
}

/** A place for databases with a quota of its own. TypeScript does not know it yet. */
interface StorageBuckets {
	open: (name: string, options: { quota: number }) => Promise<{ indexedDB: IDBFactory }>;
	delete: (name: string) => Promise<void>;
}

test('keeps records for the next page that opens the database', async () => {
	const name = newName();
	const first = await openDexieRecordStore({ name });
	await first.put('settings', 'theme', 'dark');
	first.close();
	const second = await openDexieRecordStore({ name });
	expect(await second.get('settings', 'theme')).toBe('dark');
	second.close();
});

test('gives up a blocked open in time, and leaves nothing open when it succeeds later', async () => {
	const name = newName();
	const older = await openRaw(name, 1);
	const onClosed = vi.fn();
	const opening = openDexieRecordStore({ name, onClosed, blockedLimitMs: 20 });
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
	const store = await openDexieRecordStore({ name });
	expect(await store.list('drafts')).toEqual([]);
	store.close();
});

test('gives up an open that the browser does not answer', async () => {
	interceptOpens(1, () => undefined);
	const opening = openDexieRecordStore({ name: newName(), openLimitMs: 20 });
	await expect(opening).rejects.toEqual(new StorageError('timeout'));
});

test('makes way for another tab that upgrades the database, and tells so', async () => {
	const name = newName();
	const onClosed = vi.fn();
	const store = await openDexieRecordStore({ name, onClosed });
	const newer = await openRaw(name, 90);
	expect(onClosed.mock.calls).toEqual([[new StorageError('closed')]]);
	await expect(store.get('settings', 'theme')).rejects.toMatchObject({ code: 'closed' });
	newer.close();
});

test('says nothing about a close that was asked for', async () => {
	const name = newName();
	const onClosed = vi.fn();
	const store = await openDexieRecordStore({ name, onClosed });
	store.close();
	(await openRaw(name, 90)).close();
	expect(onClosed).not.toHaveBeenCalled();
	await expect(store.put('settings', 'theme', 'dark')).rejects.toMatchObject({ code: 'closed' });
});

test('leaves a database of a newer build alone', async () => {
	const name = newName();
	(await openDexieRecordStore({ name })).close();
	(await openRaw(name, 90)).close();
	await expect(openDexieRecordStore({ name })).rejects.toEqual(new StorageError('newer_version'));
	const untouched = await openRaw(name, 90);
	expect([...untouched.objectStoreNames]).toContain('settings');
	untouched.close();
});

test('tries an open three times more when the browser fails in passing', async () => {
	const opens = interceptOpens(3, failUnknown);
	const store = await openDexieRecordStore({ name: newName() });
	expect(await store.get('settings', 'theme')).toBeUndefined();
	expect(opens).toHaveBeenCalledTimes(4);
	store.close();
});

test('reports a failure to open that does not pass', async () => {
	interceptOpens(4, failUnknown);
	await expect(openDexieRecordStore({ name: newName() })).rejects.toMatchObject({
		code: 'failed',
		cause: { name: 'UnknownError' }
	});
});

test('opens the database anew after the browser dropped the connection', async () => {
	const connections: IDBDatabase[] = [];
	const open = indexedDB.open.bind(indexedDB);
	vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
		const request = open(name, version);
		request.addEventListener('success', () => connections.push(request.result));
		return request;
	});
	const onClosed = vi.fn();
	const store = await openDexieRecordStore({ name: newName(), onClosed });
	await store.put('settings', 'theme', 'dark');
	connections[0]?.close();
	connections[0]?.dispatchEvent(new Event('close'));
	expect(await store.get('settings', 'theme')).toBe('dark');
	expect(connections).toHaveLength(2);
	expect(onClosed).not.toHaveBeenCalled();
	store.close();
});

test('reports a full disk, keeps what was there and still takes small records', async () => {
	const { storageBuckets } = navigator as Navigator & { storageBuckets: StorageBuckets };
	const bucket = await storageBuckets.open('assay-test-small', { quota: 1_000_000 });
	const everywhere = Dexie.dependencies.indexedDB;
	Dexie.dependencies.indexedDB = bucket.indexedDB;
	try {
		const store = await openDexieRecordStore({ name: newName() });
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
		Dexie.dependencies.indexedDB = everywhere;
		await storageBuckets.delete('assay-test-small');
	}
});

test('a record that the browser has lost hides no other', async () => {
	const store = await openDexieRecordStore({ name: newName() });
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
