import { expect, test } from 'vitest';
import { isBlank } from './is-blank.ts';
import { parseMarkdown } from './parse-markdown.ts';

const isAllBlank = (text: string) => parseMarkdown(text).every(isBlank);

test.each(['', ' \n\n\t\n', '\u00a0\u200b', '[a]: http://b.example', '-', '1.', '> ', '- \u200b'])(
	'nothing is to be seen of %j',
	(text) => {
		expect(isAllBlank(text)).toBe(true);
	}
);

test.each(['.', '`a`', '![](http://b.example)', '- [ ] ', '***', '<!-- a -->', '```\n```', '$x$'])(
	'something is to be seen of %j',
	(text) => {
		expect(isAllBlank(text)).toBe(false);
	}
);
