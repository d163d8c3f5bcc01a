import { expect, test } from 'vitest';
import { LEASE } from '../fakes.ts';
import { textKindOf } from './text-kind.ts';

test.each([
	['article', LEASE],
	['log', '2026-03-01 12:00:00 INFO up\n2026-03-01 12:00:01 ERROR down\n  at main'],
	['code', 'import x from "x";\nconst a = 1;\nfunction go() {\n\treturn a;\n}'],
	['email', 'From: a@b.c\nSubject: Lease\n\nDear all, here it is.'],
	['chat', 'Anna: hello\nTom: hi\nAnna: shall we?\nTom: yes'],
	['table', 'name,age,city,country\nAnna,31,Bern,CH\nTom,29,Gent,BE'],
	['contract', 'The tenant (hereinafter the Tenant) pays the rent.'],
	['report', '# Findings\n\nThe quarter went well.']
] as const)('tells %s by its form', (kind, text) => {
	expect(textKindOf(text)).toBe(kind);
});

test('numbers before the lines do not hide a log', () => {
	expect(textKindOf('1| 12:00:00 INFO up\n2| 12:00:01 ERROR down')).toBe('log');
});
