import { expect, test } from 'vitest';
import { hrefOf, PAGES, titleOf } from './pages.ts';

test('links to the documented addresses', () => {
	expect(PAGES.map(hrefOf)).toEqual([
		'#/',
		'#/chat',
		'#/runs',
		'#/documents',
		'#/batch',
		'#/models',
		'#/inspector',
		'#/settings'
	]);
});

test('titles every page by its name', () => {
	expect(titleOf('/models')).toBe('Models · Assay');
});

test('has a title for an address that leads nowhere', () => {
	expect([titleOf(null), titleOf('/nowhere')]).toEqual([
		'No such page · Assay',
		'No such page · Assay'
	]);
});
