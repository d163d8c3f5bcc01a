/** A text as quotes are compared in it, and where each of its UTF-16 units comes from. */
export interface NormalText {
	text: string;
	/** For each unit of `text`, where the character that it was made of starts in the original. */
	starts: Uint32Array;
}

/** Of no width, and what Markdown marks words with: an answer shows them marked, its source may hold the marks. */
const INVISIBLES = new Set(
	Array.from('\u200b\u200c\u200d\u2060\ufeff*_`', (mark) => mark.codePointAt(0))
);
const QUOTATION_MARKS = new Set(
	Array.from('"\'´‘’‚‛“”„‟′″«»‹›「」『』＂＇', (mark) => mark.codePointAt(0))
);
/** With the soft hyphen, which is one where a line ends. */
const HYPHENS = new Set(Array.from('-\u00ad‐‑‒–—―−﹣－', (mark) => mark.codePointAt(0)));
const [PLAIN_MARK, PLAIN_HYPHEN, PLAIN_SPACE] = [0x27, 0x2d, 0x20];

/**
 * Leaves out what may differ between a quote and its source: case, how white space is typed, which marks and hyphens are
 * used, and whether a letter and its accent are one character. A hyphen between two letters goes, with the spaces around it:
 * so words that were broken at the end of a line are whole again, and compounds are the same however they are joined. Any
 * other hyphen stays, since it may be the sign of a number.
 */
export function normalise(original: string): NormalText {
	const output = createOutput(original.length);
	let before: Kind = OTHER;
	/** Where the white space and hyphens since the last character start, and where their first hyphen is. */
	let gap = NOWHERE;
	let hyphen = NOWHERE;

	for (let at = 0; at < original.length; at += 1) {
		const unit = original.charCodeAt(at);
		const code = unit < 0xd800 ? unit : (original.codePointAt(at) ?? 0);
		const kind = code < 0x80 ? (PLAIN_KINDS[code] ?? OTHER) : kindOf(code);
		if (kind === SPACE || kind === HYPHEN) {
			if (gap === NOWHERE) gap = at;
			if (kind === HYPHEN && hyphen === NOWHERE) hyphen = at;
		} else if (kind !== INVISIBLE) {
			if (hyphen !== NOWHERE) {
				// At the very beginning a hyphen with a space behind it is a dash or a bullet.
				const isSign = output.length() > 0 || hyphen === at - 1;
				if (isSign && !(before === LETTER && kind === LETTER)) output.add(PLAIN_HYPHEN, hyphen);
			} else if (gap !== NOWHERE && output.length() > 0) {
				output.add(PLAIN_SPACE, gap);
			}
			gap = hyphen = NOWHERE;
			before = kind;
			if (kind === MARK) output.add(PLAIN_MARK, at);
			else if (code < 0x80) output.add(code >= 0x41 && code <= 0x5a ? code + 0x20 : code, at);
			else for (const folded of foldedForm(code)) output.add(folded, at);
		}
		if (code > 0xffff) at += 1;
	}
	return output.end();
}

/** Numbers, because this is asked of every character of a source. */
type Kind = 0 | 1 | 2 | 3 | 4 | 5;
const [OTHER, LETTER, SPACE, HYPHEN, MARK, INVISIBLE] = [0, 1, 2, 3, 4, 5] as const;
const NOWHERE = -1;

const PLAIN_KINDS: readonly Kind[] = Array.from({ length: 0x80 }, (_, code) => kindOf(code));

function kindOf(code: number): Kind {
	if (INVISIBLES.has(code)) return INVISIBLE;
	if (HYPHENS.has(code)) return HYPHEN;
	if (QUOTATION_MARKS.has(code)) return MARK;
	const character = String.fromCodePoint(code);
	if (/\s/.test(character)) return SPACE;
	return /\p{L}/u.test(character) ? LETTER : OTHER;
}

const foldedForms = new Map<number, readonly number[]>();

/** By way of the capitals, for letters of which there are two small ones, or whose capital is two letters. */
function foldedForm(code: number): readonly number[] {
	const known = foldedForms.get(code);
	if (known) return known;
	const folded = String.fromCodePoint(code).toUpperCase().toLowerCase().normalize('NFD');
	const units = Array.from({ length: folded.length }, (_, at) => folded.charCodeAt(at));
	foldedForms.set(code, units);
	return units;
}

function createOutput(expectedLength: number) {
	let units = new Uint16Array(expectedLength + 16);
	let starts = new Uint32Array(expectedLength + 16);
	let length = 0;

	function grow() {
		const [smallUnits, smallStarts] = [units, starts];
		units = new Uint16Array(length * 2);
		units.set(smallUnits);
		starts = new Uint32Array(length * 2);
		starts.set(smallStarts);
	}

	return {
		length: () => length,
		add(unit: number, start: number) {
			if (length === units.length) grow();
			units[length] = unit;
			starts[length] = start;
			length += 1;
		},
		end(): NormalText {
			const parts: string[] = [];
			for (let at = 0; at < length; at += 8192) {
				parts.push(String.fromCharCode(...units.subarray(at, Math.min(length, at + 8192))));
			}
			return { text: parts.join(''), starts: starts.subarray(0, length) };
		}
	};
}
