import { expect, test } from 'vitest';
import { decodeEntities } from './decode-entities.ts';

test.each([
	[
		'names',
		'R&amp;D &copy; 2021 &lt;a&gt; &quot;&apos;&nbsp;&hellip;',
		'R&D © 2021 <a> "\'\u00a0…'
	],
	['decimal numbers', '&#8364; &#128512;', '€ 😀'],
	['hexadecimal numbers', '&#x20AC; &#X1f600;', '€ 😀'],
	['zero, surrogates and beyond', '&#0; &#xD800; &#x110000;', '\ufffd \ufffd \ufffd'],
	['each reference once', '&amp;lt; &amp;#60;', '&lt; &#60;'],
	[
		'nothing that it does not know',
		'&unknown; &amp & &; &#; &#x; &constructor;',
		'&unknown; &amp & &; &#; &#x; &constructor;'
	]
])('resolves %s', (_what, written, read) => {
	expect(decodeEntities(written)).toBe(read);
});
