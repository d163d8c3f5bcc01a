import { isoDate, type Entity, type EntityKind } from '../text/entities.ts';
import { flat, type Passage } from '../text/passages.ts';
import { pickBest } from '../text/rank.ts';
import { isDecision, isQuestion, moodOf } from '../text/sorts.ts';
import { evidenceFor } from './topics.ts';
import { keywordsOf } from './keywords.ts';
import { blockQuote, bullets, heading, joinParts, table } from './markdown.ts';
import type { Material } from './material.ts';

/** Tokens that the sentences of a summary may take together. */
const SUMMARY_TOKENS = 320;
const SUMMARY_SENTENCES = 8;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
	two: 2,
	three: 3,
	four: 4,
	five: 5,
	six: 6,
	seven: 7,
	eight: 8,
	ten: 10
};

export function writeSummary(material: Material, instructions: string): string {
	const [lead, ...others] = pickBest(material.ranked(), {
		count: bulletsWanted(instructions) + 1,
		tokens: SUMMARY_TOKENS
	});
	if (!lead) return 'There is no sentence in the text.';
	return joinParts([
		heading('Summary'),
		blockQuote(lead.text),
		bullets(others.map(({ text }) => text)),
		writeFound(material),
		sizeLine(material)
	]);
}

/** "In five bullets" asks for five. */
function bulletsWanted(instructions: string): number {
	const asked =
		/\b(\d{1,2}|two|three|four|five|six|seven|eight|ten)\s(?:[a-z]+\s)?(?:bullet|point|sentence)/i.exec(
			instructions
		)?.[1];
	if (asked === undefined) return SUMMARY_SENTENCES - 1;
	const count = NUMBER_WORDS[asked.toLowerCase()] ?? Number(asked);
	return Math.min(Math.max(count, 1), 12);
}

/** A table of names, dates and amounts, where there are any. */
function writeFound(material: Material): string {
	const rows: [string, string][] = [
		['Names', listOf(material, ['person', 'organization', 'location', 'product', 'name'])],
		['Dates', listOf(material, ['date'])],
		['Amounts', listOf(material, ['amount'])]
	];
	const found = rows.filter(([, text]) => text !== '');
	if (found.length === 0) return '';
	return joinParts([heading('Names, dates and amounts'), table(['Kind', 'Found'], found)]);
}

function listOf(material: Material, kinds: readonly EntityKind[]): string {
	return material
		.entities()
		.filter(({ kind }) => kinds.includes(kind))
		.sort((a, b) => b.count - a.count || a.start - b.start)
		.slice(0, 8)
		.map(withCount)
		.join(', ');
}

function withCount({ text, count }: Entity): string {
	return count > 1 ? `${flat(text)} (${count}×)` : flat(text);
}

function sizeLine(material: Material): string {
	const count = material.passages().length;
	const words = keywordsOf(material).slice(0, 5);
	const used = words.length > 0 ? ` Used most: ${words.join(', ')}.` : '';
	return `The text has ${counted(count, 'sentence')}.${used}`;
}

function counted(count: number, thing: string): string {
	return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

export function writeQuestionAnswer(material: Material): string {
	const matches = material.matches().slice(0, 3);
	const question = `Question: ${flat(material.question ?? '')}`;
	const [first] = matches;
	if (!first) {
		return joinParts([
			question,
			'Nothing in the text shares a word with the question, so there is no passage to show.'
		]);
	}
	const lines = matches.map(({ line }) => line).join(', ');
	return joinParts([
		question,
		heading('Passages that share words with it'),
		...matches.map(({ text }) => blockQuote(text)),
		`Found in ${matches.length === 1 ? 'line' : 'lines'} ${lines}. Whether they answer the question is not judged.`
	]);
}

export function writeActionItems(material: Material): string {
	const passages = material.passages();
	const decisions = passages.filter(isDecision).slice(0, 6);
	const questions = passages.filter(isQuestion).slice(0, 5);
	const tasks = evidenceFor(material, 'tasks')
		.filter(({ quote }) => !quote.trimEnd().endsWith('?'))
		.slice(0, 8);
	return joinParts([
		heading('Tasks'),
		table(
			['What', 'Who', 'When'],
			tasks.map(({ quote, name, date }) => [quote, name || 'not named', date || 'not named'])
		) || 'No sentence says what is to be done.',
		...section('Decisions', decisions),
		...section('Open questions', questions)
	]);
}

function section(title: string, passages: readonly Passage[]): string[] {
	if (passages.length === 0) return [];
	return [heading(title), bullets(passages.map(({ text }) => text))];
}

export function writeSentiment(material: Material): string {
	const scored = material
		.passages()
		.map((passage) => ({ passage, mood: moodOf(passage.text) }))
		.filter(({ mood }) => mood !== 0);
	const good = scored.filter(({ mood }) => mood > 0).length;
	const bad = scored.length - good;
	const overall = good === bad ? 'mixed or neutral' : good > bad ? 'positive' : 'negative';
	const strongest = [...scored]
		.sort((a, b) => Math.abs(b.mood) - Math.abs(a.mood) || a.passage.start - b.passage.start)
		.slice(0, 6)
		.sort((a, b) => a.passage.start - b.passage.start);
	return joinParts([
		heading('Tone by word lists'),
		`Overall **${overall}**: ${counted(good, 'passage')} with more praise than complaint, ${bad} with more complaint than praise, of ${material.passages().length}.`,
		table(
			['Tone', 'Passage'],
			strongest.map(({ passage, mood }) => [mood > 0 ? 'positive' : 'negative', passage.text])
		)
	]);
}

export function writeTimeline(material: Material): string {
	const events = evidenceFor(material, 'events').slice(0, 12);
	return joinParts([
		heading('Dates in the order of the text'),
		table(
			['When', 'As a date', 'What'],
			events.map(({ date, quote }) => [date, isoDate(date), quote])
		) || 'No date was found in the text.'
	]);
}

export function writeNames(material: Material): string {
	const rows = material
		.entities()
		.slice(0, 25)
		.map(({ text, kind, count }) => [text, kind, String(count)]);
	return joinParts([
		heading('Found by form'),
		table(['Text', 'Kind', 'Times'], rows) || 'No name, date or amount was found in the text.'
	]);
}

/** An answer to a message that is too short to be a text. */
export function writeReply(material: Material): string {
	const sentences = material.passages().slice(0, 3);
	if (sentences.length === 0) return 'The message has no words to work with.';
	return joinParts([
		'The message is too short to take apart. It says:',
		...sentences.map(({ text }) => blockQuote(text)),
		'A longer text is answered with its weightiest sentences and the names, dates and amounts in it; a log or a piece of code with a report of its own.'
	]);
}
