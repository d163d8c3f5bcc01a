import { expect, test } from 'vitest';
import { isBlankText } from './is-blank.ts';

test.each([
	'',
	'#',
	'- ##',
	' \n\n\t\n',
	'\u00a0\u200b',
	'[a]: http://b.example',
	'-',
	'1.',
	'> ',
	'- \u200b'
])('nothing is to be seen of %j', (text) => {
	expect(isBlankText(text)).toBe(true);
});

test.each([
	'.',
	'# a',
	'`a`',
	'![](http://b.example)',
	'- [ ] ',
	'***',
	'<!-- a -->',
	'```\n```',
	'$x$'
])('something is to be seen of %j', (text) => {
	expect(isBlankText(text)).toBe(false);
});

test('of a long text something is to be seen, without looking at all of it', () => {
	expect(isBlankText(' '.repeat(1000))).toBe(true);
	expect(isBlankText(' '.repeat(1001))).toBe(false);
});
