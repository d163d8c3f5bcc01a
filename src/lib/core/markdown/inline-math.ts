import { hasTexSign, isWordsAlone } from './tex.ts';

const DOUBLE = /^\$\$(?!\$)((?:\\.|[^\\$`])+)\$\$(?!\$)/s;
const SINGLE = /^\$((?:[^\s\\$`]|\\.)(?:(?:\\.|[^\\$\n`])*(?:[^\s\\$`]|\\.))?)\$(?!\$)/s;
const ROUND = /^\\\(((?:\\[^()]|[^\\]){1,2000}?)\\\)/s;
const SQUARE = /^\\\[((?:\\[^[\]]|[^\\]){1,2000}?)\\\]/s;

/**
 * An amount or the name of a variable goes on with these. Letters of scripts that put no spaces between their words stand next
 * to formulas as well.
 */
const ENDS_WITH_WORD = /[\p{Lu}\p{Ll}\p{N}$]$/u;
const STARTS_WITH_WORD = /^[\p{Lu}\p{Ll}\p{N}]/u;

/** As in the n-th, written without a hyphen. */
const ORDINAL = /^(?:st|nd|rd|th)(?!\p{L})/u;
const NAME_OR_NUMBER = /^(?:[a-z]|\d+)$/i;

/** What is in no name of a variable, and in no sum of money. */
const CERTAIN_SIGN = /\\[a-z]|\^/i;

/** An amount, and words that go on behind it. */
const AMOUNT = /^\d[\d.,]*\s+\p{L}{2}/u;

const OPERATOR = /\S\s*[+<>]/;

/** Mathematics that `source` begins with. @param before what stands right before it */
export function readMath(source: string, before: string) {
	const near = source.slice(0, 4000);
	const read = near.startsWith('$') ? readDollars(near, before) : readBrackets(near);
	if (!read) return undefined;
	const text = read.text.trim();
	return text === '' ? undefined : { type: 'math' as const, raw: read.raw, text };
}

/** Money is no mathematics. The rules are those of pandoc, and some more. */
function readDollars(source: string, before: string) {
	if (ENDS_WITH_WORD.test(before)) return undefined;
	const [raw = '', text = ''] = (source.startsWith('$$') ? DOUBLE : SINGLE).exec(source) ?? [];
	if (raw === '') return undefined;
	const isFormula = raw.startsWith('$$')
		? text === text.trim() || hasTexSign(text) || OPERATOR.test(text)
		: isSingle(text, source.slice(raw.length));
	return isFormula ? { raw, text } : undefined;
}

function isSingle(text: string, after: string): boolean {
	if (CERTAIN_SIGN.test(text)) return true;
	if (AMOUNT.test(text)) return false;
	if (!STARTS_WITH_WORD.test(after)) return true;
	return NAME_OR_NUMBER.test(text) && ORDINAL.test(after);
}

function readBrackets(source: string) {
	const isSquare = source.startsWith('\\[');
	const [raw = '', text = ''] = (isSquare ? SQUARE : ROUND).exec(source) ?? [];
	// Escaped brackets around words are brackets.
	return isSquare && isWordsAlone(text) ? undefined : { raw, text };
}
