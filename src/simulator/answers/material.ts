import { findEntities, type Entity } from '../text/entities.ts';
import { splitLines, splitSentences, type Passage } from '../text/passages.ts';
import { matchPassages, rankPassages } from '../text/rank.ts';
import { textKindOf, type TextKind } from '../text/text-kind.ts';

/** What an answer can be made of. Each list is worked out when it is first asked for. */
export interface Material {
	text: string;
	kind: TextKind;
	question: string | undefined;
	/** Sentences of prose, lines of anything else, in order. */
	passages: () => readonly Passage[];
	/** The same, best first: by the question where there is one that they answer, else by what they say. */
	ranked: () => readonly Passage[];
	/** Those that share words with the question, best first. */
	matches: () => readonly Passage[];
	entities: () => readonly Entity[];
}

/** @param document what is found between the tags, or the whole message */
export function createMaterial(document: string, question: string | undefined): Material {
	const text = stringsOfJson(document) ?? document;
	const kind = textKindOf(text);
	const isProse = kind !== 'log' && kind !== 'code' && kind !== 'table' && kind !== 'chat';
	const passages = once(() => (isProse ? splitSentences(text) : splitLines(text)));
	const byContent = once(() => rankPassages(passages()));
	const matches = once(() => (question ? matchPassages(passages(), question) : []));
	return {
		text,
		kind,
		question,
		passages,
		ranked: () => (matches().length > 0 ? matches() : byContent()),
		matches,
		entities: once(() => findEntities(text))
	};
}

function once<Value>(make: () => Value): () => Value {
	let made: { value: Value } | undefined;
	return () => (made ??= { value: make() }).value;
}

/** Of one list or object; more than that is no result of an analysis. */
const MOST_ITEMS = 1000;

/** The texts in a document that is JSON, such as earlier results to be put together; else nothing. */
function stringsOfJson(document: string): string | undefined {
	if (!/^\s*[[{]/.test(document)) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(document);
	} catch {
		return undefined;
	}
	const strings: string[] = [];
	const waiting: unknown[] = [value];
	while (waiting.length > 0) {
		const next = waiting.shift();
		const inner: unknown[] = typeof next === 'object' && next !== null ? Object.values(next) : [];
		if (typeof next === 'string') strings.push(next);
		else waiting.unshift(...inner.slice(0, MOST_ITEMS));
	}
	return strings.join('\n');
}
