import { moodOf } from '../../text/sorts.ts';
import { ROLE_KEY, type Place } from './place.ts';

/** Other words that values of an enum have for what was found. Lower case. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
	person: ['person', 'people', 'human'],
	organization: ['organization', 'organisation', 'company', 'org', 'group'],
	location: ['location', 'place', 'city', 'country'],
	product: ['product', 'system', 'technology', 'object'],
	name: ['name', 'other', 'concept', 'misc'],
	date: ['date', 'time', 'event'],
	amount: ['amount', 'money', 'number', 'quantity'],
	email: ['email', 'e-mail', 'contact'],
	link: ['url', 'link', 'website'],
	high: ['high', 'critical', 'major', 'severe', 'error'],
	medium: ['medium', 'med', 'moderate', 'minor', 'warning'],
	low: ['low', 'info', 'minor', 'trivial'],
	positive: ['positive', 'good', 'favourable', 'favorable'],
	negative: ['negative', 'bad', 'unfavourable', 'critical'],
	neutral: ['neutral', 'mixed', 'none']
};
/** Values for "it is in the text", which is true of every quote here. */
const STATED = /^(?:supported|stated|exact|confirmed|found|verified|true|yes|ok|pass(?:ed)?)$/;
/** Values for not knowing. */
const UNSURE = /^(?:other|unknown|none|neutral|unclear|n\/a|general|misc)$/;

/** One of `choices`: by simple rules where one fits, else what the text names most, else not knowing, else the first. */
export function chooseEnum(choices: readonly unknown[], place: Place): unknown {
	if (ROLE_KEY.test(place.key)) return choices[place.index % choices.length];
	const names = choices.map((choice) => String(choice).toLowerCase());
	const at =
		firstOf(names, wantedNames(place)) ??
		indexWhere(names, (name) => isSupportKey(place.key) && STATED.test(name)) ??
		namedInText(names, place) ??
		indexWhere(names, (name) => UNSURE.test(name)) ??
		0;
	return choices[at];
}

/** Names that would be right, best first. */
function wantedNames({ key, evidence, material }: Place): readonly string[] {
	const name = key.toLowerCase();
	if (/severity|risk|priority|level|impact|urgency/.test(name)) {
		return SYNONYMS[evidence?.severity ?? 'low'] ?? [];
	}
	if (/sentiment|tone|mood|label|polarity|overall/.test(name)) {
		const mood = moodOf(evidence?.quote ?? material.text);
		if (mood === 0) return SYNONYMS['neutral'] ?? [];
		return SYNONYMS[mood > 0 ? 'positive' : 'negative'] ?? [];
	}
	if (/doc|document|text_type|genre|format/.test(name)) return [material.kind];
	return evidence?.kind ? (SYNONYMS[evidence.kind] ?? []) : [];
}

function isSupportKey(key: string): boolean {
	return /verdict|support|status|grounded|check/i.test(key);
}

function firstOf(names: readonly string[], wanted: readonly string[]): number | undefined {
	const found = wanted.find((name) => names.includes(name));
	return found === undefined ? undefined : names.indexOf(found);
}

/** The choice that the quote, or else the text, has most often. */
function namedInText(names: readonly string[], { evidence, material }: Place): number | undefined {
	const text = (evidence?.quote ?? material.text.slice(0, 20_000)).toLowerCase();
	const counts = names.map((name) => (name.length < 3 ? 0 : text.split(name).length - 1));
	const most = Math.max(...counts);
	return most > 0 ? counts.indexOf(most) : undefined;
}

function indexWhere(
	names: readonly string[],
	isWanted: (name: string) => boolean
): number | undefined {
	const at = names.findIndex(isWanted);
	return at === -1 ? undefined : at;
}
