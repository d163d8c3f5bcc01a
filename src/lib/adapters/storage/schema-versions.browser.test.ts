import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { openDexieRecordStore } from './dexie-record-store.ts';
import {
	declareVersions,
	isNewerThanDeclared,
	SCHEMA_VERSIONS,
	type SchemaVersion
} from './schema-versions.ts';

async function open(name: string, versions?: readonly SchemaVersion[]): Promise<Dexie> {
	const database = new Dexie(name);
	declareVersions(database, versions);
	return database.open();
}

test('walks an old database through every version after its own', async () => {
	const name = `assay-test-versions-${Date.now()}`;
	const first: SchemaVersion = { adds: ['settings'] };
	const old = await open(name, [first]);
	await old.table('settings').put({ key: 'theme', value: 'dark' });
	old.close();

	const rename: SchemaVersion = {
		adds: ['drafts'],
		upgrade: (transaction) =>
			transaction.table('settings').toCollection().modify({ value: 'dark, renamed' })
	};
	const steps: SchemaVersion[] = [first, rename, { adds: ['choices'] }];
	// One more than there are.
	while (steps.length <= SCHEMA_VERSIONS.length) steps.push({ adds: [] });
	const upgraded = await open(name, steps);
	expect(upgraded.verno).toBe(steps.length);
	expect(upgraded.tables.map((table) => table.name).sort()).toEqual([
		'choices',
		'drafts',
		'settings'
	]);
	expect(await upgraded.table('settings').toArray()).toEqual([
		{ key: 'theme', value: 'dark, renamed' }
	]);
	expect(isNewerThanDeclared(upgraded)).toBe(true);
	upgraded.close();
});

test('takes a database to which Dexie itself added a table for one of ours', async () => {
	const name = `assay-test-patched-${Date.now()}`;
	const incomplete = SCHEMA_VERSIONS.map(({ adds: [first] }) => ({ adds: [first] }));
	(await open(name, incomplete)).close();
	const patched = await open(name);
	expect(patched.backendDB().version % 10).toBe(1);
	expect(isNewerThanDeclared(patched)).toBe(false);
	patched.close();
});

test.each(SCHEMA_VERSIONS.map((_, index) => index + 1))(
	'a database of version %i keeps its records and gets every table',
	async (version) => {
		const name = `assay-test-from-${version}-${Date.now()}`;
		const versions = SCHEMA_VERSIONS.slice(0, version);
		const old = await open(name, versions);
		const tables = versions.flatMap(({ adds }) => [...adds]);
		for (const table of tables) await old.table(table).put({ key: 'kept', value: table });
		old.close();

		const store = await openDexieRecordStore({ name });
		for (const table of tables) expect(await store.get(table, 'kept')).toBe(table);
		const all = SCHEMA_VERSIONS.flatMap(({ adds }) => [...adds]);
		await store.write(all.map((table) => ({ table, key: 'new', value: table })));
		for (const table of all) expect(await store.get(table, 'new')).toBe(table);
		store.close();
	}
);
