import { decodeEntities } from './decode-entities.ts';
import { readMath } from './inline-math.ts';

/** Formulas that are heard as they are written. */
const SAYABLE = /^[\p{L}\p{N}_ =+<>.,()-]{1,16}$/u;

/** Code as it is; and what marks words, but for a star between numbers, and a line between the parts of a name. */
const MARKS =
	/(`+)([^`]+)\1|(?<!\d)[*`~]+(?=\S)|(?<=\S)[*`~]+(?![*\d])|(?<![\p{L}\p{N}])_+(?=\S)|(?<=\S)_+(?![\p{L}\p{N}_])/gu;

/** Words as they are read aloud: without the marks of Markdown and of notes, a link by its words, a formula by its name. */
export function spokenWords(text: string): string {
	const plain = sayFormulas(text)
		.replaceAll(/\[\^[^\]\s]{1,100}\]/g, '')
		.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replaceAll(/<br\s{0,9}\/?>/gi, ' ')
		.replaceAll(MARKS, (_, _ticks, code: string | undefined) => code ?? '')
		.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
	return decodeEntities(plain).replaceAll(/\s+/g, ' ').trim();
}

function sayFormulas(text: string): string {
	let said = '';
	let from = 0;
	for (const { index } of text.matchAll(/[$\\]/g)) {
		if (index < from) continue;
		const formula = readMath(text.slice(index), text.slice(from, index));
		if (!formula) continue;
		said += text.slice(from, index) + sayFormula(formula.text);
		from = index + formula.raw.length;
	}
	return said + text.slice(from);
}

function sayFormula(tex: string): string {
	return SAYABLE.test(tex) ? tex.replaceAll('_', ' ') : 'formula';
}
