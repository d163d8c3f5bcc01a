import { expect, test } from 'vitest';
import { normaliseText } from './normalise-text.ts';

test('ends every line with a line feed, whatever ended it', () => {
	expect(normaliseText('a\r\nb\rc\n\r\nd\r\r\n')).toBe('a\nb\nc\n\nd\n\n');
});

test('changes nothing else', () => {
	const text = 'e\u0301 \u00a0\u2028 ﬁ\t😀';
	expect(normaliseText(text)).toBe(text);
});
