import { expect, test } from 'vitest';
import { openRaw, rawRequest } from './fakes.ts';
import { openDatabase } from './open-database.ts';
import { openIndexedDbRecordStore } from './indexed-db-record-store.ts';
import { SCHEMA_VERSIONS, versionOf, type SchemaVersion } from './schema-versions.ts';

const ALL_TABLES = SCHEMA_VERSIONS.flatMap(({ adds }) => [...adds]);

function tablesOf(versions: readonly SchemaVersion[]) {
	return versions.flatMap(({ adds }) => [...adds]);
}

test('walks an old database through every version after its own, one after the other', async () => {
	const name = `assay-test-versions-${Date.now()}`;
	const first: SchemaVersion = { adds: ['settings'] };
	const old = await openDatabase({ name, versions: [first] });
	const settings = old.transaction('settings', 'readwrite').objectStore('settings');
	await rawRequest(settings.put({ key: 'theme', value: 'dark' }));
	old.close();

	const append = (addition: string) => async (transaction: IDBTransaction) => {
		const settings = transaction.objectStore('settings');
		const { key, value } = await rawRequest(
			settings.get('theme') as IDBRequest<{ key: string; value: string }>
		);
		await rawRequest(settings.put({ key, value: `${value}, ${addition}` }));
	};
	const steps: SchemaVersion[] = [
		{ adds: ['settings'], upgrade: append('never') },
		{ adds: ['drafts'], upgrade: append('renamed') },
		{ adds: ['choices'], upgrade: append('twice') }
	];
	const upgraded = await openDatabase({ name, versions: steps });
	expect(versionOf(upgraded)).toBe(3);
	expect([...upgraded.objectStoreNames]).toEqual(['choices', 'drafts', 'settings']);
	const read = upgraded.transaction('settings').objectStore('settings').getAll();
	expect(await rawRequest(read)).toEqual([{ key: 'theme', value: 'dark, renamed, twice' }]);
	upgraded.close();
});

test('leaves the database as it was where an upgrade fails', async () => {
	const name = `assay-test-failing-${Date.now()}`;
	const first: SchemaVersion = { adds: ['settings'] };
	(await openDatabase({ name, versions: [first] })).close();
	const problem = new Error('Expected a name, got none');
	const failing: SchemaVersion = { adds: ['drafts'], upgrade: () => Promise.reject(problem) };
	const opening = openDatabase({ name, versions: [first, failing] });
	await expect(opening).rejects.toMatchObject({ code: 'failed', cause: problem });
	const untouched = await openDatabase({ name, versions: [first] });
	expect([...untouched.objectStoreNames]).toEqual(['settings']);
	untouched.close();
});

test('opens a database of ours whose last digit counts tables that were added, and keeps the digit', async () => {
	const name = `assay-test-patched-${Date.now()}`;
	(await openRaw(name, 10 * SCHEMA_VERSIONS.length + 1, ALL_TABLES)).close();
	const patched = await openDatabase({ name });
	expect(patched.version).toBe(10 * SCHEMA_VERSIONS.length + 1);
	expect(versionOf(patched)).toBe(SCHEMA_VERSIONS.length);
	patched.close();
});

test.each([0, 3])(
	'adds a table that is missing in a database whose last digit is %i, and counts the digit up',
	async (digit) => {
		const name = `assay-test-incomplete-${digit}-${Date.now()}`;
		const version = 10 * SCHEMA_VERSIONS.length + digit;
		const incomplete = ALL_TABLES.filter((table) => table !== 'originals');
		(await openRaw(name, version, incomplete)).close();
		const completed = await openDatabase({ name });
		expect(completed.version).toBe(version + 1);
		expect([...completed.objectStoreNames]).toEqual(ALL_TABLES.toSorted());
		completed.close();
	}
);

test('never makes a database of the next version by counting the last digit up', async () => {
	const name = `assay-test-last-digit-${Date.now()}`;
	(await openRaw(name, 10 * SCHEMA_VERSIONS.length + 9, ['settings'])).close();
	const opened = await openDatabase({ name });
	expect(versionOf(opened)).toBe(SCHEMA_VERSIONS.length);
	opened.close();
});

test.each(SCHEMA_VERSIONS.map((_, index) => index + 1))(
	'a database of version %i keeps its records and gets every table',
	async (version) => {
		const name = `assay-test-from-${version}-${Date.now()}`;
		const tables = tablesOf(SCHEMA_VERSIONS.slice(0, version));
		const old = await openRaw(name, 10 * version, tables);
		for (const table of tables) {
			const records = old.transaction(table, 'readwrite').objectStore(table);
			await rawRequest(records.put({ key: 'kept', value: table }));
		}
		old.close();

		const store = await openIndexedDbRecordStore({ name });
		for (const table of tables) expect(await store.get(table, 'kept')).toBe(table);
		await store.write(ALL_TABLES.map((table) => ({ table, key: 'new', value: table })));
		for (const table of ALL_TABLES) expect(await store.get(table, 'new')).toBe(table);
		store.close();
		const newest = await openDatabase({ name });
		expect(newest.version).toBe(10 * SCHEMA_VERSIONS.length);
		newest.close();
	}
);
