import { flat, type Passage } from '../text/passages.ts';
import type { Entity, EntityKind } from '../text/entities.ts';
import { isGrave, levelOf } from '../text/log-levels.ts';
import { isProblem } from '../text/sorts.ts';
import type { Material } from './material.ts';

/** One piece of the text, and what can be told from its form. */
export interface Evidence {
	/** Exact words. */
	quote: string;
	line: number;
	/** Whom or what it is about; empty where no name is in it. */
	name: string;
	/** A second name in it, or nothing. */
	otherName: string;
	/** The words between the two names, where they are few. */
	relation: string;
	kind: EntityKind | undefined;
	date: string;
	amount: string;
	/** Why it was chosen, where its form says so. */
	reason: string;
	severity: 'high' | 'medium' | 'low';
}

/** More than anybody asks for at once. */
export const MOST_EVIDENCE = 40;
/** Names that a passage is searched for. */
export const NAMES_TRIED = 150;

/** Kinds of entities that have a name. */
export const NAMED_KINDS = new Set<EntityKind>([
	'person',
	'organization',
	'location',
	'product',
	'name'
]);

/** The best passages of the text. */
export function best(material: Material): Evidence[] {
	return material
		.ranked()
		.slice(0, MOST_EVIDENCE)
		.map((passage) => evidenceOf(material, passage, ''));
}

/** The entities of some kinds, each as a piece of the text of its own. */
export function entitiesOf(material: Material, kinds: ReadonlySet<EntityKind>): Evidence[] {
	return material
		.entities()
		.filter(({ kind }) => kinds.has(kind))
		.slice(0, MOST_EVIDENCE)
		.map((entity) => ({
			...NOTHING_KNOWN,
			quote: entity.text,
			line: lineOf(material.text, entity.start),
			name: flat(entity.text),
			kind: entity.kind,
			date: entity.kind === 'date' ? entity.text : '',
			reason: `Occurs ${entity.count} ${entity.count === 1 ? 'time' : 'times'}`
		}));
}

const NOTHING_KNOWN = {
	name: '',
	otherName: '',
	relation: '',
	kind: undefined,
	date: '',
	amount: '',
	severity: 'low'
} as const;

/** A passage with what its form tells. */
export function evidenceOf(material: Material, passage: Passage, reason: string): Evidence {
	const quote = passage.text.trim();
	const inside = material
		.entities()
		.slice(0, NAMES_TRIED)
		.filter(({ text }) => quote.includes(text))
		.sort((a, b) => quote.indexOf(a.text) - quote.indexOf(b.text));
	const names = inside.filter(({ kind }) => NAMED_KINDS.has(kind));
	const whole = names.filter(({ text }) => !isPartOfAnother(text, names));
	const [first, second] = whole;
	return {
		quote,
		line: passage.line,
		name: flat(first?.text ?? ''),
		otherName: flat(second?.text ?? ''),
		relation: first && second ? wordsBetween(quote, first, second) : '',
		kind: first?.kind,
		date: inside.find(({ kind }) => kind === 'date')?.text ?? '',
		amount: inside.find(({ kind }) => kind === 'amount')?.text ?? '',
		reason,
		severity: severityOf(passage)
	};
}

/** "Keller", where "Anna Keller" is there, too. */
function isPartOfAnother(name: string, entities: readonly Entity[]): boolean {
	return entities.some(({ text }) => text.length > name.length && text.includes(name));
}

function wordsBetween(quote: string, first: Entity, second: Entity): string {
	const from = quote.indexOf(first.text) + first.text.length;
	const between = flat(quote.slice(from, quote.indexOf(second.text, from)));
	return between !== '' && between.split(' ').length <= 5 ? between : 'is named together with';
}

function severityOf(passage: Passage): Evidence['severity'] {
	const level = levelOf(passage);
	if (isGrave(level) || /\b(?:breach|crash|critical|terminat)/i.test(passage.text)) return 'high';
	return level === 'WARN' || isProblem(passage) ? 'medium' : 'low';
}

function lineOf(text: string, index: number): number {
	let line = 1;
	for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
		line += 1;
	}
	return line;
}
