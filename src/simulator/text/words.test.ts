import { expect, test } from 'vitest';
import { stemOf, stemsOf, wordsOf } from './words.ts';

test('forms of one word meet in their stem', () => {
	const families = [
		['load', 'loads', 'loaded', 'loading'],
		['stop', 'stopped', 'stopping', 'stops'],
		['city', 'cities'],
		['depot', 'depots', 'depot’s'],
		['arrive', 'arrives', 'arrived', 'arriving']
	];
	for (const family of families) expect(new Set(family.map(stemOf)).size, family.join()).toBe(1);
});

test('words are told apart from signs, and common ones say nothing', () => {
	expect(wordsOf("It's 42, née Straße!")).toEqual(["it's", '42', 'née', 'straße']);
	expect(stemsOf('When will the depot open?')).toEqual(['depot', 'open']);
});
