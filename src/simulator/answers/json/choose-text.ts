import { isoDate } from '../../text/entities.ts';
import { languageOf } from '../../text/code.ts';
import { flat } from '../../text/passages.ts';
import { pickBest } from '../../text/rank.ts';
import { countLevels, levelOf } from '../../text/log-levels.ts';
import { moodOf } from '../../text/sorts.ts';
import { best, type Evidence } from '../evidence.ts';
import { evidenceFor } from '../topics.ts';
import type { Material } from '../material.ts';
import type { Place } from './place.ts';

/** Stands wherever a judgement is asked for. */
export const NOT_JUDGED = 'Not judged: no language model is running.';

interface Rule {
	/** Matches the whole key, in lower case. */
	key: RegExp;
	text: (evidence: Evidence, place: Place) => string;
}

/** What a text of that name is, inside an item of a list; the first rule that matches counts. */
const ITEM_RULES: readonly Rule[] = [
	{
		key: /^(?:quote|excerpt|span|evidence|exact|snippet|code)(?:_\w+)?$/,
		text: ({ quote }) => quote
	},
	{ key: /_?iso$|^iso/, text: ({ date }) => isoDate(date) },
	{ key: /^(?:when|date|due|deadline|time|timestamp)/, text: ({ date }) => date },
	{ key: /^(?:target|object|to|other)$/, text: ({ otherName }) => otherName },
	{ key: /^relation|^predicate|^verb/, text: ({ relation }) => relation },
	{
		key: /^(?:id|source|subject|from|name|entity|canonical|who|actor|owner|assignee|speaker|author|party|person)$/,
		text: ({ name, quote }, { key }) =>
			name === '' && /^(?:id|name|entity|canonical)$/i.test(key) ? shorten(flat(quote), 40) : name
	},
	{ key: /^(?:line|lines|range|location)$/, text: ({ line }) => `L${line}` },
	{ key: /^(?:amount|price|cost|number|figure)/, text: ({ amount }) => amount },
	{ key: /^(?:component|module|service|logger)/, text: ({ quote }) => componentOf(quote) },
	{ key: /^(?:kind|type|category|problem|smell)$/, text: ({ reason, kind }) => kind ?? reason },
	{
		key: /^(?:level|severity)$/,
		text: ({ quote, severity }) => levelOf({ text: quote }) ?? severity
	},
	{ key: /^(?:sentiment|tone|mood|label)$/, text: ({ quote }) => moodWord(quote) },
	{ key: /^(?:title|heading|headline)$/, text: ({ quote }) => shorten(flat(quote), 60) },
	{
		key: /^(?:why|reason|rationale|because|note|comment)/,
		text: ({ reason }) => (reason === '' ? NOT_JUDGED : `${reason}. ${NOT_JUDGED}`)
	}
];

/** Keys whose text would be an opinion, an explanation or a proposal. */
const JUDGEMENT =
	/why|cause|reason|rationale|explan|implication|fix|rewrite|suggest|recommend|next_check|advice|exploit|mitigation|consequence|fallacy|critique|feedback/;
/** Keys that ask for the whole text in short. */
const DIGEST =
	/summar|overview|abstract|conclusion|takeaway|gist|synthesis|report|answer|result|response/;

/** The text for a property, by its name. */
export function chooseText(place: Place): string {
	const name = place.key.toLowerCase();
	const { evidence, material } = place;
	if (evidence) {
		const rule = ITEM_RULES.find(({ key }) => key.test(name));
		if (rule) return rule.text(evidence, place);
	}
	if (JUDGEMENT.test(name)) return NOT_JUDGED;
	if (evidence) return flat(evidence.quote);
	return wholeText(name, material);
}

/** A text that stands for the whole document. */
function wholeText(name: string, material: Material): string {
	if (/^title|^heading|^headline|^name$/.test(name)) {
		return shorten(flat(best(material)[0]?.quote ?? ''), 60);
	}
	if (/sentiment|tone|mood|overall/.test(name)) return moodWord(material.text.slice(0, 50_000));
	if (/language/.test(name)) {
		return material.kind === 'code' ? languageOf(material.text) : 'unknown';
	}
	if (/date|when/.test(name)) {
		return material.entities().find(({ kind }) => kind === 'date')?.text ?? '';
	}
	const hasNoAnswer = material.question !== undefined && material.matches().length === 0;
	if (/answer/.test(name) && hasNoAnswer)
		return 'Nothing in the text shares a word with the question.';
	const isDigest = DIGEST.test(name);
	if (isDigest && material.kind === 'log') return logInShort(material);
	const count = isDigest ? 3 : 1;
	const picked = pickBest(material.ranked(), { count, tokens: 150 });
	return picked.map(({ text }) => flat(text)).join(' ');
}

function logInShort(material: Material): string {
	const lines = material.passages();
	const levels = countLevels(lines).map(([level, count]) => `${count} ${level}`);
	const size = `${lines.length} lines${levels.length > 0 ? `: ${levels.join(', ')}` : ''}.`;
	const [first] = evidenceFor(material, 'errors');
	return first ? `${size} First: ${flat(first.quote)}` : size;
}

/** At most `length` characters, cut at a blank where there is one. */
export function shorten(text: string, length: number): string {
	if (text.length <= length) return text;
	const cut = text.slice(0, Math.max(0, length));
	const blank = cut.lastIndexOf(' ');
	return blank > length / 2 ? cut.slice(0, blank) : cut;
}

function moodWord(text: string): string {
	const mood = moodOf(text);
	if (mood === 0) return 'neutral';
	return mood > 0 ? 'positive' : 'negative';
}

/** What a log line names in brackets or before a colon. */
function componentOf(line: string): string {
	const rest = line.slice(0, 300).replace(/^[\d\-T:.,Z+ []{10,40}/, '');
	return /\[([\w./-]{2,40})\]/.exec(rest)?.[1] ?? /\b([\w./-]{2,40}):\s/.exec(rest)?.[1] ?? '';
}
