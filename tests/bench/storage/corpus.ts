/** Runs of real-looking text: words that are as unevenly frequent as in a language, in sentences and paragraphs. */
import type { RecordChange } from '#lib/core/ports.ts';
import { signatureOf } from '#lib/core/runs/fakes.ts';

const SYLLABLES =
	'ba de fi go lu ka me ni ro su ta ver con pre in ex al or an der ken ling stro ment tion ble qua'.split(
		' '
	);
const VOCABULARY = 20_000;
const SOURCE_WORDS = 450;
const ANSWER_WORDS = 150;

export interface Corpus {
	runs: { id: string; source: string; answer: string }[];
	/** Queries as people make them: rare words, a name, two words that meet seldom, a part of a word. */
	queries: string[];
	characters: number;
}

export function makeCorpus(count: number, random: () => number): Corpus {
	const words = Array.from({ length: VOCABULARY }, () => makeWord(random));
	const word = () => words[Math.floor(VOCABULARY ** random()) - 1] ?? 'word';
	const runs = Array.from({ length: count }, (_, index) => ({
		id: `run-${String(index).padStart(6, '0')}`,
		source: makeText(SOURCE_WORDS, word, random),
		answer: makeText(ANSWER_WORDS, word, random)
	}));
	const needle = runs[Math.floor(count / 2)];
	if (needle) needle.answer += ' The pump of Norrvik was signed off by Wenceslas.';
	const rare = (place: number) => words[place] ?? 'word';
	return {
		runs,
		queries: [
			'Wenceslas',
			'pump of norrvik',
			rare(19_000),
			rare(15_500),
			`${rare(4000)} ${rare(5000)}`,
			`${rare(800)} ${rare(12_000)}`
		],
		characters: runs.reduce((sum, { source, answer }) => sum + source.length + answer.length, 0)
	};
}

/** The records that the app would have stored of the corpus. */
export function recordsOf({ runs }: Corpus): RecordChange[] {
	return runs.flatMap(({ id, source, answer }, index): RecordChange[] => {
		const hash = index.toString(16).padStart(64, '0');
		return [
			{ table: 'runs', key: id, value: runRecord(id, hash, index, answer) },
			{ table: 'texts', key: `${hash}/00000000`, value: source },
			{
				table: 'answers',
				key: `${id}/00000000`,
				value: { pieces: [{ kind: 'text', off: 0, text: answer }] }
			},
			{ table: 'signatures', key: id, value: signatureOf(answer, source) }
		];
	});
}

/** A record of the list. */
export function runRecord(id: string, hash: string, index: number, answer: string) {
	return {
		type: 'run',
		id,
		workspace: 'first',
		title: `Report ${index}: ${answer.slice(0, 60)}`,
		is_pinned: false,
		status: 'done',
		template: 'summary_brief',
		model: 'llama-3.2-3b-instruct',
		content_hash: hash,
		started_at: 1_790_000_000_000 + index * 60_000,
		ended_at: 1_790_000_020_000 + index * 60_000,
		seen_at: 1_790_000_020_000 + index * 60_000,
		answer_length: answer.length,
		excerpt: answer.slice(0, 200)
	};
}

function makeWord(random: () => number): string {
	const length = 1 + Math.floor(random() * 3 + random());
	return Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
}

function makeText(count: number, word: () => string, random: () => number): string {
	let text = '';
	for (let at = 0; at < count; at += 1) {
		text += word();
		text += random() < 0.08 ? (random() < 0.2 ? '.\n\n' : '. ') : ' ';
	}
	return text;
}
