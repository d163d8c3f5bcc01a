import { isCommon } from './words.ts';

/** A name, date, amount or address found by its form. */
export interface Entity {
	/** As the text has it. */
	text: string;
	kind: EntityKind;
	/** How often it occurs. */
	count: number;
	/** Index of the first occurrence. */
	start: number;
}

export type EntityKind =
	| 'person'
	| 'organization'
	| 'location'
	| 'product'
	| 'name'
	| 'date'
	| 'amount'
	| 'email'
	| 'link';

/** No pattern below may look further than its bounds: a megabyte of one character must not cost its square. */
const NAME =
	/\p{Lu}[\p{L}\p{M}\p{N}’&-]{0,30}(?: (?:(?:of|de|van|von|der|la|für) )?\p{Lu}[\p{L}\p{M}\p{N}’&-]{0,30}){0,4}/gu;
const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;
const LINK = /\bhttps?:\/\/[^\s<>"')\]]{1,300}/g;

const MONTH =
	'(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)';
const DATE = new RegExp(
	[
		String.raw`\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?`,
		String.raw`\b\d{1,2}(?:st|nd|rd|th|\.)? ${MONTH}\b\.?(?:,? \d{4}\b)?`,
		String.raw`\b${MONTH}\.? \d{1,2}(?:st|nd|rd|th)?\b(?:,? \d{4}\b)?`,
		String.raw`\b${MONTH} \d{4}\b`,
		String.raw`\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b`,
		String.raw`\bQ[1-4] \d{4}\b`,
		String.raw`\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b`,
		String.raw`\b(?:19|20)\d{2}\b`
	].join('|'),
	'g'
);
const AMOUNT =
	/(?<![\w.,])(?:(?:[$€£¥]|(?:USD|EUR|GBP|CHF) ?)\d[\d.,]{0,18}(?: ?(?:million|billion|thousand|bn|[mk])\b)?|\d[\d.,]{0,18} ?(?:%|€|(?:percent|per cent|USD|EUR|GBP|CHF|dollars|euros|pounds|million|billion|thousand|kg|km|ms|GB|MB|KB|seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|users|employees|customers|units)\b))/g;

/** Everything with a form of its own, each thing once, the most frequent first within its kind. */
export function findEntities(text: string): Entity[] {
	const found = [
		...collect(text, DATE, () => 'date'),
		...collect(text, AMOUNT, () => 'amount'),
		...collect(text, EMAIL, () => 'email'),
		...collect(text, LINK, () => 'link')
	];
	const taken = new Set(found.map((entity) => entity.text));
	const names = findNames(text).filter((entity) => !taken.has(entity.text));
	return [...names, ...found];
}

function collect(text: string, pattern: RegExp, kindOf: (match: string) => EntityKind): Entity[] {
	const entities = new Map<string, Entity>();
	for (const match of text.matchAll(pattern)) {
		const key = match[0].replace(/[.,]$/, '');
		const known = entities.get(key);
		if (known) known.count += 1;
		else entities.set(key, { text: key, kind: kindOf(key), count: 1, start: match.index });
	}
	return byFrequency(entities);
}

function byFrequency(entities: ReadonlyMap<string, Entity>): Entity[] {
	return [...entities.values()].sort((a, b) => b.count - a.count || a.start - b.start);
}

const CALENDAR = new RegExp(`^(?:${MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Q[1-4])$`);

/** Capitalised runs of words. One at the start of a sentence counts only if it is one elsewhere, too. */
function findNames(text: string): Entity[] {
	const lowerWords = new Set(text.match(/(?<![\p{L}\p{N}])\p{Ll}[\p{L}\p{M}]{0,30}/gu) ?? []);
	const names = new Map<string, Entity>();
	const opening = new Map<string, Entity>();
	for (const match of text.matchAll(NAME)) {
		const whole = match[0].replace(/’s$|[’&-]$/u, '');
		const name = withoutLeadingCommon(whole);
		if (name.length < 2 || CALENDAR.test(name)) continue;
		const start = match.index + whole.length - name.length;
		const isSingle = !name.includes(' ');
		if (isSingle && lowerWords.has(name.toLowerCase())) continue;
		const isOpening = isSingle && opensSentence(text, start);
		const place = isOpening ? opening : names;
		const known = place.get(name);
		if (known) known.count += 1;
		else place.set(name, { text: name, kind: kindOfName(name, text, start), count: 1, start });
	}
	for (const [name, { count, start }] of opening) {
		const known = names.get(name);
		if (!known) continue;
		known.count += count;
		known.start = Math.min(known.start, start);
	}
	const kinds = kindsByWord(names.values());
	return byFrequency(names).map((entity) =>
		entity.kind === 'name' ? { ...entity, kind: kinds.get(entity.text) ?? 'name' } : entity
	);
}

/** "Keller" is whatever "Anna Keller" is: the kinds of names of several words, by their first and last. */
function kindsByWord(names: Iterable<Entity>): Map<string, EntityKind> {
	const kinds = new Map<string, EntityKind>();
	for (const { text, kind } of names) {
		const words = text.split(' ');
		for (const word of words.length > 1 ? [words[0], words.at(-1)] : []) {
			if (word !== undefined && !kinds.has(word)) kinds.set(word, kind);
		}
	}
	return kinds;
}

/** "The Acme Company" is the Acme Company. */
function withoutLeadingCommon(name: string): string {
	const [first = '', ...rest] = name.split(' ');
	return isCommon(first.toLowerCase()) ? rest.join(' ') : name;
}

function opensSentence(text: string, start: number): boolean {
	const before = text.slice(Math.max(0, start - 4), start).trimEnd();
	return before === '' || /[.!?:;"“”'*#>\])|-]$/.test(before) || text.charAt(start - 1) === '\n';
}

function kindOfName(name: string, text: string, start: number): EntityKind {
	if (
		/\b(?:Inc|Ltd|LLC|Corp|GmbH|AG|SE|Company|University|Bank|Ministry|Department|Group|Institute|Council|Agency|Foundation|Association|Committee|Team|Authority|Commission|Court|Hospital|School|College|Freight|Logistics|Systems|Software|Labs|Partners|Services|Solutions|Holdings|Energy|Airlines|Motors)\b/.test(
			name
		)
	) {
		return 'organization';
	}
	if (/^(?:\p{Lu}){2,8}$/u.test(name)) return 'organization';
	if (/\d/.test(name)) return 'product';
	const before = text.slice(Math.max(0, start - 9), start);
	if (/\b(?:in|at|near|from) $/.test(before)) return 'location';
	return /^\p{Lu}\p{Ll}+ (?:(?:de|van|von|der|la) )?\p{Lu}[\p{L}’-]+$/u.test(name)
		? 'person'
		: 'name';
}

const MONTH_NUMBERS: Readonly<Record<string, string>> = {
	jan: '01',
	feb: '02',
	mar: '03',
	mär: '03',
	apr: '04',
	may: '05',
	mai: '05',
	jun: '06',
	jul: '07',
	aug: '08',
	sep: '09',
	oct: '10',
	okt: '10',
	nov: '11',
	dec: '12',
	dez: '12'
};

/** `2026-03-14` for a date that names its year, month and day, else nothing. */
export function isoDate(text: string): string {
	const iso = /\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
	if (iso !== undefined) return iso;
	const numeric = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
	if (numeric) return `${numeric[3] ?? ''}-${padded(numeric[2])}-${padded(numeric[1])}`;
	const year = /\b\d{4}\b/.exec(text)?.[0];
	const day = /(?<!\d)\d{1,2}(?!\d)/.exec(text)?.[0];
	const name = /\p{L}{3}/u.exec(text.replace(/\d+(?:st|nd|rd|th)/, ''))?.[0].toLowerCase() ?? '';
	const month = Object.hasOwn(MONTH_NUMBERS, name) ? MONTH_NUMBERS[name] : undefined;
	return year && day && month ? `${year}-${month}-${padded(day)}` : '';
}

function padded(digits = ''): string {
	return digits.padStart(2, '0');
}
