import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { declareVersions, isNewerThanDeclared, type SchemaVersion } from './schema-versions.ts';

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
	const upgraded = await open(name, [first, rename, { adds: ['choices'] }]);
	expect(upgraded.verno).toBe(3);
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
	(await open(name, [{ adds: ['settings'] }])).close();
	const patched = await open(name);
	expect(patched.backendDB().version).toBe(11);
	expect(isNewerThanDeclared(patched)).toBe(false);
	patched.close();
});
