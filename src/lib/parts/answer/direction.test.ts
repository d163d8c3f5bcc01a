import { expect, test } from 'vitest';
import { parseMarkdown } from '#lib/core/markdown/parse-markdown.ts';
import { directionOfBlocks } from './direction.ts';

test.each([
	['Words, and שלום.', 'ltr'],
	['שלום, and words.', 'rtl'],
	['(1) "مرحبا" is Arabic', 'rtl'],
	['ދިވެހި', 'rtl'],
	['\u{1e900}\u{1e901} in Adlam', 'rtl'],
	['漢字', 'ltr'],
	['12.5 % — ٣', undefined],
	['`print` دالة', 'rtl'],
	['$x$ متغير', 'rtl'],
	['https://example.org/a هو موقع', 'rtl'],
	['[React](https://example.org/) هي مكتبة', 'rtl'],
	['React هي مكتبة', 'ltr'],
	['**שלום** (shalom): hello', 'ltr'],
	['**שלום**', 'rtl'],
	['- **React**: مكتبة', 'rtl'],
	['**[مكتبة](https://example.org/)** 1', 'rtl'],
	['![](https://example.org/a.png) صورة', 'rtl'],
	['\u200fAssay', 'rtl'],
	['- 1\n- עברית\n- words', 'rtl'],
	['> # `code`\n>\n> عربي', 'rtl'],
	['| | اسم | b |\n|---|---|---|\n| a | b | c |', 'rtl'],
	['[^1]: ملاحظة\n\n[^1]', 'rtl'],
	['```\nعربي\n```\n\n---', undefined]
])('%j runs %s', (text, direction) => {
	expect(directionOfBlocks(parseMarkdown(text))).toBe(direction);
});
