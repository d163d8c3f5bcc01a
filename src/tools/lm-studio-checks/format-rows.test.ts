import { expect, test } from 'vitest';
import { formatRows } from './format-rows.ts';

test('prints aligned columns, and long cells on several lines', () => {
	const table = formatRows([
		{
			check: 'List of models',
			assumed: 'answers /api/v1/models',
			found: 'connected, interface v1, 4 chat + 2 embedding, and a long list of words after that',
			verdict: 'as assumed'
		},
		{ check: 'Load x', assumed: 'y', found: 'z'.repeat(60), verdict: 'differs' }
	]);
	expect(table.split('\n')).toEqual([
		'Check           We assume               The server                                                  Verdict',
		'--------------  ----------------------  ----------------------------------------------------------  ----------',
		'List of models  answers /api/v1/models  connected, interface v1, 4 chat + 2 embedding, and a long   as assumed',
		'                                        list of words after that',
		`Load x          y                       ${'z'.repeat(58)}  differs`,
		'                                        zz'
	]);
});

test('prints control characters as blanks, so that a server cannot command the terminal', () => {
	const table = formatRows([
		{ check: 'a', assumed: 'b', found: 'red \u001b[31m\nbell \u0007', verdict: 'differs' }
	]);
	expect(table.split('\n').at(-1)).toContain('red  [31m bell');
	expect(table).not.toContain('\u001b');
});
