import type { PromptMessage } from '../generation/prompt.ts';

/** What an answer should be. */
export type Intent =
	| 'summary'
	| 'question'
	| 'action items'
	| 'sentiment'
	| 'timeline'
	| 'names'
	| 'log report'
	| 'code review'
	| 'reply';

/** A prompt taken apart. */
export interface Task {
	/** The text to work on; several documents are joined by an empty line. */
	document: string;
	/** All that is asked, without the document. */
	instructions: string;
	/** The question to the document, where there is one. */
	question: string | undefined;
	intent: Intent;
	wantsJson: boolean;
}

/** How much of a message without document tags counts as instruction, at either end. */
const EDGE = 600;

/** JSON as the form of the answer, not as something the text may be. */
const JSON_WANTED =
	/\b(?:return|reply|respond|answer|output|give|write|produce|only|valid)\b[^.\n]{0,40}\bJSON\b|\bJSON (?:object|array|only|schema|with|like|list)\b/i;

/** Finds the document, what is asked about it, and how the answer should look. */
export function readTask(messages: readonly PromptMessage[]): Task {
	const users = messages.filter(({ role }) => role === 'user' || role === 'tool');
	const last = users.at(-1)?.text ?? '';
	const tagged = [...users].reverse().map(({ text }) => takeDocuments(text));
	const own = tagged[0];
	const source = tagged.find(({ documents }) => documents.length > 0);
	const system = messages
		.filter(({ role }) => role === 'system')
		.map(({ text }) => text)
		.join('\n');

	const inSystem = source ? undefined : takeDocuments(system);
	const documents = source?.documents ?? inSystem?.documents ?? [];
	const hasDocument = documents.length > 0;
	const document = hasDocument ? documents.join('\n\n') : last;
	const asked = hasDocument ? (own?.rest ?? '') : edgesOf(last);
	const systemRest = inSystem?.rest ?? system;
	const instructions = [systemRest, asked].join('\n').trim();
	const question = questionIn(hasDocument ? asked : last);
	return {
		document,
		instructions,
		question,
		intent: intentOf(instructions, asked, question, hasDocument || last.length > EDGE),
		wantsJson: JSON_WANTED.test(instructions)
	};
}

/** Each tag costs a search for its end, so a text full of them must find an end. */
const MOST_TAGS = 500;
const OPENING_TAG = /<((?:document|passage|source|excerpt)[\w-]{0,60})(?:\s[^<>]{0,500})?>/gi;

/** The texts between tags like `<document-x7>` and `</document-x7>`, and what is left without them. */
function takeDocuments(text: string): { documents: string[]; rest: string } {
	const documents: string[] = [];
	const rest: string[] = [];
	let at = 0;
	OPENING_TAG.lastIndex = 0;
	for (let tagsRead = 0; tagsRead < MOST_TAGS; tagsRead += 1) {
		const opening = OPENING_TAG.exec(text);
		const tag = opening?.[1];
		if (!opening || tag === undefined) break;
		const from = opening.index + opening[0].length;
		const end = text.indexOf(`</${tag}>`, from);
		// A tag that is never closed is no tag, unless it opens a document that was cut off.
		if (end === -1 && !tag.toLowerCase().startsWith('document')) continue;
		rest.push(text.slice(at, opening.index));
		documents.push(text.slice(from, end === -1 ? text.length : end).trim());
		at = end === -1 ? text.length : end + tag.length + 3;
		OPENING_TAG.lastIndex = at;
	}
	rest.push(text.slice(at));
	return { documents: documents.filter((it) => it !== ''), rest: rest.join('\n') };
}

function edgesOf(text: string): string {
	return text.length <= EDGE * 2 ? text : `${text.slice(0, EDGE)}\n${text.slice(-EDGE)}`;
}

/** What follows `Question:`, else the last sentence that ends with a question mark, where it is short. */
function questionIn(text: string): string | undefined {
	const named =
		/(?:^|\n)[ \t]*(?:\*\*)?(?:question|frage)(?:\*\*)?:[ \t]*(?:\*\*)?([^\n]{3,500})/i.exec(
			text
		)?.[1];
	if (named !== undefined) return named.trim();
	const line = text
		.trim()
		.split('\n')
		.reverse()
		.find((it) => it.trimEnd().endsWith('?'));
	return line?.slice(-400).trim();
}

const INTENTS: readonly (readonly [Intent, RegExp])[] = [
	['log report', /\blogs?\b|\bincident|\bstack ?trace|\btriage/i],
	[
		'code review',
		/\bcode\b|\bsource file|\bvulnerab|\brefactor|\bpull request|\bdiff\b|\bfunctions?\b/i
	],
	[
		'action items',
		/\baction items?|\bto-?dos?\b|\btasks?\b.*\bowners?\b|\bminutes\b|\bwho does what/i
	],
	['timeline', /\btimeline|\bchronolog/i],
	['sentiment', /\bsentiment|\btone\b|\bmood\b/i],
	['names', /\bentit(?:y|ies)\b|\bnames? (?:of|in)\b|\bpeople,? (?:and )?organi[sz]ations/i],
	['summary', /\bsummar|\boverview|\bkey (?:points|insights)|\babstract\b|\bbullet|\btl;?dr/i]
];

/** The last thing asked weighs more than the frame around it, and a question with a document is a question. */
function intentOf(
	instructions: string,
	asked: string,
	question: string | undefined,
	hasText: boolean
): Intent {
	const named =
		INTENTS.find(([, pattern]) => pattern.test(asked)) ??
		INTENTS.find(([, pattern]) => pattern.test(instructions));
	const asksDirectly = question !== undefined && hasText;
	if (asksDirectly && !INTENTS.some(([, pattern]) => pattern.test(asked))) return 'question';
	if (asksDirectly && /\bquestion\b/i.test(instructions)) return 'question';
	return named?.[0] ?? (hasText ? 'summary' : 'reply');
}
