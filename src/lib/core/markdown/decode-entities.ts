/** The named references that people and models write; of the other two thousand, the written form is kept. */
const NAMED: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
	['nbsp', '\u00a0'],
	['shy', '\u00ad'],
	['ensp', '\u2002'],
	['emsp', '\u2003'],
	['thinsp', '\u2009'],
	['copy', '©'],
	['reg', '®'],
	['trade', '™'],
	['deg', '°'],
	['micro', 'µ'],
	['para', '¶'],
	['sect', '§'],
	['middot', '·'],
	['bull', '•'],
	['hellip', '…'],
	['ndash', '–'],
	['mdash', '—'],
	['lsquo', '‘'],
	['rsquo', '’'],
	['ldquo', '“'],
	['rdquo', '”'],
	['laquo', '«'],
	['raquo', '»'],
	['cent', '¢'],
	['pound', '£'],
	['yen', '¥'],
	['euro', '€'],
	['times', '×'],
	['divide', '÷'],
	['plusmn', '±'],
	['minus', '−'],
	['frac12', '½'],
	['frac14', '¼'],
	['frac34', '¾'],
	['sup2', '²'],
	['sup3', '³'],
	['le', '≤'],
	['ge', '≥'],
	['ne', '≠'],
	['asymp', '≈'],
	['infin', '∞'],
	['larr', '←'],
	['uarr', '↑'],
	['rarr', '→'],
	['darr', '↓'],
	['harr', '↔'],
	['check', '✓']
]);

const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,7}));/gi;

/** Resolves HTML's character references, once: `&amp;lt;` becomes `&lt;`. An unknown one stays as it is. */
export function decodeEntities(text: string): string {
	if (!text.includes('&')) return text;
	return text.replace(
		REFERENCE,
		(written: string, decimal?: string, hexadecimal?: string, name?: string) => {
			if (name !== undefined) return NAMED.get(name) ?? written;
			return characterOf(decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal));
		}
	);
}

/** CommonMark 6.2: zero, surrogates and what lies beyond Unicode become the replacement character. */
function characterOf(code: number): string {
	const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
