import { isGrave, levelOf } from '../text/log-levels.ts';
import type { Passage } from '../text/passages.ts';
import { isAction, isDecision, isProblem, isQuestion, moodOf, suspicionOf } from '../text/sorts.ts';
import {
	best,
	entitiesOf,
	evidenceOf,
	MOST_EVIDENCE,
	NAMED_KINDS,
	NAMES_TRIED,
	type Evidence
} from './evidence.ts';
import type { Material } from './material.ts';

interface Topic {
	/** Matches the key of a list, or a heading. */
	words: RegExp;
	find: (material: Material) => Evidence[];
	/** An empty list is an answer; else the best passages take its place. */
	mayBeEmpty: boolean;
}

const TOPICS: readonly Topic[] = [
	{
		words: /conflict|contradict|pairs|missing|gaps|noise|omission/,
		// To find these takes judgement, which nobody here has.
		find: () => [],
		mayBeEmpty: true
	},
	{ words: /relation|edge|connection/, find: relations, mayBeEmpty: true },
	{
		words:
			/entit|people|person|participant|names?$|organi[sz]ation|compan|location|product|stakeholder|actor|nodes?$/,
		find: (material) => entitiesOf(material, NAMED_KINDS),
		mayBeEmpty: true
	},
	{
		words: /pii|personal|secret|contact/,
		find: personalData,
		mayBeEmpty: true
	},
	{ words: /^items$/, find: personalData, mayBeEmpty: false },
	{ words: /date|event|timeline|milestone|schedule|chronolog/, find: dated, mayBeEmpty: true },
	{
		words: /amount|number|figure|price|cost|metric/,
		find: (material) => filtered(material, ({ text }) => /\d/.test(text), 'Holds a number'),
		mayBeEmpty: true
	},
	{
		words: /task|action|to-?do|next.?step|recommend/,
		find: (material) => filtered(material, isAction, 'Says what is to be done'),
		mayBeEmpty: true
	},
	{
		words: /decision|agreement/,
		find: (material) => filtered(material, isDecision, 'Says what was decided'),
		mayBeEmpty: true
	},
	{
		words: /question|unknown/,
		find: (material) => filtered(material, isQuestion, 'Is a question'),
		mayBeEmpty: true
	},
	{
		words: /incident|error|fail|warn|anomal|problem|issue|vulnerab|risk|bug|weakness|limit|threat/,
		find: problems,
		mayBeEmpty: true
	},
	{
		words: /tone|sentiment|mood|feeling/,
		find: (material) =>
			filtered(material, ({ text }) => moodOf(text) !== 0, 'Has a word of praise or complaint'),
		mayBeEmpty: false
	},
	{
		words: /finding/,
		// What a review finds is trouble; what a paper or a report finds is what it says.
		find: (material) => (isReviewed(material) ? problems(material) : best(material)),
		mayBeEmpty: true
	},
	{ words: /citation|evidence|support|answer/, find: answering, mayBeEmpty: true }
];

/** What the text has for a list of that name, in the order of the text; lists nobody foresaw get the best passages. */
export function evidenceFor(material: Material, name: string): Evidence[] {
	const wanted = name.toLowerCase();
	const topic = TOPICS.find(({ words }) => words.test(wanted));
	const found = topic?.find(material) ?? [];
	if (found.length > 0 || topic?.mayBeEmpty) return found;
	return best(material);
}

function personalData(material: Material): Evidence[] {
	return entitiesOf(material, new Set(['email', 'link', 'person', 'date']));
}

function answering(material: Material): Evidence[] {
	if (material.question === undefined) return best(material);
	return material
		.matches()
		.slice(0, 5)
		.map((passage) => evidenceOf(material, passage, 'Shares words with the question'));
}

function filtered(
	material: Material,
	isWanted: (passage: Passage) => boolean,
	reason: string
): Evidence[] {
	const found: Evidence[] = [];
	for (const passage of material.passages()) {
		if (!isWanted(passage)) continue;
		found.push(evidenceOf(material, passage, reason));
		if (found.length >= MOST_EVIDENCE) break;
	}
	return found;
}

function isReviewed({ kind }: Material): boolean {
	return kind === 'code' || kind === 'log';
}

function problems(material: Material): Evidence[] {
	if (material.kind === 'code') {
		return filtered(material, (passage) => suspicionOf(passage) !== undefined, '').map((it) => ({
			...it,
			reason: suspicionOf({ text: it.quote, start: 0, line: it.line }) ?? ''
		}));
	}
	if (material.kind !== 'log') return filtered(material, isProblem, 'Has a word of trouble');
	const grave = filtered(material, (line) => isGrave(levelOf(line)), 'Logged as an error');
	const others = filtered(
		material,
		(line) => levelOf(line) === 'WARN' || (levelOf(line) === undefined && isProblem(line)),
		'Logged as a warning'
	);
	return [...grave, ...others].slice(0, MOST_EVIDENCE);
}

function dated(material: Material): Evidence[] {
	const dates = material.entities().filter(({ kind }) => kind === 'date');
	const texts = dates.slice(0, NAMES_TRIED).map(({ text }) => text);
	return filtered(material, ({ text }) => texts.some((date) => text.includes(date)), 'Has a date');
}

function relations(material: Material): Evidence[] {
	const found: Evidence[] = [];
	for (const passage of material.passages()) {
		const evidence = evidenceOf(material, passage, 'Names both');
		if (evidence.name !== '' && evidence.otherName !== '') found.push(evidence);
		if (found.length >= MOST_EVIDENCE) break;
	}
	return found;
}
