import { expect, test } from 'vitest';
import { LEASE } from '../fakes.ts';
import { findEntities, isoDate, type Entity, type EntityKind } from './entities.ts';

function textsOf(text: string, kind: EntityKind): string[] {
	return findEntities(text)
		.filter((entity) => entity.kind === kind)
		.map((entity) => entity.text);
}

function entity(text: string, kind: EntityKind): Entity {
	return { text, kind, count: 1, start: LEASE.indexOf(text) };
}

test('names, dates and amounts are found by their form', () => {
	expect(findEntities(LEASE)).toEqual([
		entity('Meridian Freight', 'organization'),
		entity('Rotterdam', 'name'),
		entity('Anna Keller', 'person'),
		entity('14 March 2026', 'date'),
		entity('€42,000', 'amount')
	]);
});

test('a word at the start of a sentence is a name only if it is one elsewhere', () => {
	expect(textsOf('Later came Keller. Keller left. Nobody saw it.', 'name')).toEqual(['Keller']);
});

test('a single name is whatever the whole one is', () => {
	expect(textsOf('We met Anna Keller. Then Keller left.', 'person')).toEqual([
		'Anna Keller',
		'Keller'
	]);
});

test('addresses are found', () => {
	const text = 'Write to anna@example.com or see https://example.com/a?b=1.';
	expect(textsOf(text, 'email')).toEqual(['anna@example.com']);
	expect(textsOf(text, 'link')).toEqual(['https://example.com/a?b=1']);
});

test('a whole date has a form that sorts, and half a date has none', () => {
	const dates = [
		'2026-03-14T10:00',
		'14 March 2026',
		'March 14th, 2026',
		'14.3.2026',
		'March 2026'
	];
	expect(dates.map(isoDate)).toEqual(['2026-03-14', '2026-03-14', '2026-03-14', '2026-03-14', '']);
});

test.each(['A', '1', 'Aa ', 'a@', '1 March ', '$1,', 'x-'])(
	'half a megabyte of %j is looked through once, not its square',
	(piece) => {
		const entities = findEntities(piece.repeat(500_000 / piece.length));
		expect(entities.length).toBeLessThan(40_000);
	}
);
