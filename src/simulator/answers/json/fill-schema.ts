import { isObject, listOf, numberOf, objectOf, textOf, type JsonObject } from '../../json.ts';
import { best } from '../evidence.ts';
import { evidenceFor } from '../topics.ts';
import type { Material } from '../material.ts';
import { keywordsOf } from '../keywords.ts';
import { chooseEnum } from './choose-enum.ts';
import { chooseText, shorten } from './choose-text.ts';
import { ROLE_KEY, type Place } from './place.ts';

/** Items of a list that says nothing about its length. */
const USUAL_ITEMS = 8;
const DEEPEST = 12;
/** A schema of lists in lists must not grow without end. */
const MOST_VALUES = 5000;

/** A value that fits `schema`, made of exact pieces of the text wherever a text is asked for. */
export function fillSchema(schema: JsonObject, material: Material): unknown {
	let valuesLeft = MOST_VALUES;

	function fill(given: unknown, place: Place): unknown {
		valuesLeft -= 1;
		const own = resolve(given, schema);
		if ('const' in own) return own['const'];
		const choices = listOf(own['enum']).filter((it) => it !== null);
		if (choices.length > 0) return chooseEnum(choices, place);
		switch (typeOf(own)) {
			case 'object':
				return fillObject(own, place);
			case 'array':
				return fillArray(own, place);
			case 'number':
			case 'integer':
				return chooseNumber(own, place);
			case 'boolean':
				return chooseBoolean(place);
			case 'null':
				return null;
			default:
				return fitText(chooseText(place), own);
		}
	}

	function fillObject(own: JsonObject, place: Place): JsonObject {
		if (place.depth >= DEEPEST) return {};
		const properties = Object.entries(objectOf(own['properties']));
		return Object.fromEntries(
			properties.map(([key, value]) => [
				key,
				fill(value, { ...place, key, depth: place.depth + 1 })
			])
		);
	}

	function fillArray(own: JsonObject, place: Place): unknown[] {
		const fewest = Math.min(numberOf(own['minItems']) ?? 0, 100);
		if (place.depth >= DEEPEST || (valuesLeft <= 0 && fewest === 0)) return [];
		const most = Math.max(fewest, Math.min(numberOf(own['maxItems']) ?? USUAL_ITEMS, USUAL_ITEMS));
		const items = resolve(own['items'], schema);
		const picks = distinctChoices(items, place);
		if (picks) return padded(picks.slice(0, most), fewest);
		if (isPlainText(items) && /tag|keyword|topic|theme|label/i.test(place.key)) {
			return padded(keywordsOf(material).slice(0, most), fewest);
		}
		const cycle = rolesIn(items);
		const found = evidenceFor(material, place.key);
		const count = Math.min(most, cycle > 0 ? cycle : found.length);
		const pool = found.length > 0 ? found : best(material);
		return Array.from({ length: Math.max(fewest, count) }, (_, index) =>
			fill(items, {
				...place,
				evidence: pool[index % Math.max(1, pool.length)],
				index,
				depth: place.depth + 1
			})
		);
	}

	/** The values of a list whose items are all of one enum: each value at most once. */
	function distinctChoices(items: JsonObject, place: Place): unknown[] | undefined {
		const choices = listOf(items['enum']).filter((it) => it !== null);
		if (choices.length === 0) return undefined;
		const first = chooseEnum(choices, place);
		return [first, ...choices.filter((it) => it !== first)].slice(0, 3);
	}

	/** How many items a list takes whose items each play one of several parts, such as the steps of a plan. */
	function rolesIn(items: JsonObject): number {
		for (const [key, value] of Object.entries(objectOf(items['properties']))) {
			if (!ROLE_KEY.test(key)) continue;
			const choices = listOf(resolve(value, schema)['enum']);
			if (choices.length > 0) return Math.min(3, choices.length);
		}
		return 0;
	}

	return fill(schema, { material, key: '', evidence: undefined, index: 0, depth: 0 });
}

/** The schema itself: references followed, the first real branch of a union taken, all parts of an intersection joined. */
function resolve(given: unknown, root: JsonObject): JsonObject {
	let schema = objectOf(given);
	for (let turn = 0; turn < 10; turn += 1) {
		const reference = textOf(schema['$ref']);
		const union = listOf(schema['anyOf'] ?? schema['oneOf']);
		const all = listOf(schema['allOf']);
		if (reference !== undefined) {
			schema = objectOf(follow(reference, root));
		} else if (union.length > 0) {
			const branch = union.find((it) => isObject(it) && it['type'] !== 'null') ?? union[0];
			schema = objectOf(branch);
		} else if (all.length > 0) {
			schema = joined(all.map(objectOf), schema);
		} else return schema;
	}
	return {};
}

function joined(parts: readonly JsonObject[], { allOf: _, ...own }: JsonObject): JsonObject {
	const all: JsonObject = Object.fromEntries([...parts, own].flatMap(Object.entries<unknown>));
	const properties = [own, ...parts].flatMap((it) => Object.entries(objectOf(it['properties'])));
	return { ...all, properties: Object.fromEntries(properties) };
}

/** The value a local reference such as `#/$defs/item` points to. */
function follow(reference: string, root: JsonObject): unknown {
	let value: unknown = root;
	for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
		const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
		if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return value;
}

function typeOf(schema: JsonObject): string {
	const { type } = schema;
	const named = Array.isArray(type) ? listOf(type).find((it) => it !== 'null') : type;
	if (typeof named === 'string') return named;
	if (schema['properties'] !== undefined) return 'object';
	return schema['items'] === undefined ? 'string' : 'array';
}

function isPlainText(items: JsonObject): boolean {
	return typeOf(items) === 'string';
}

/** At least `fewest` values, by saying the last one again. */
function padded(values: readonly unknown[], fewest: number): unknown[] {
	const last = values.at(-1) ?? '';
	return [...values, ...Array<unknown>(Math.max(0, fewest - values.length)).fill(last)];
}

function fitText(text: string, schema: JsonObject): string {
	const longest = numberOf(schema['maxLength']);
	const fitting = longest === undefined ? text : shorten(text, longest);
	return fitting.padEnd(Math.min(numberOf(schema['minLength']) ?? 0, 1000), ' ');
}

/** Line numbers and counts where the name asks for them, else the middle of what is allowed. */
function chooseNumber(schema: JsonObject, { key, evidence, index, material }: Place): number {
	const isWhole = typeOf(schema) === 'integer';
	const least = numberOf(schema['minimum']) ?? -Infinity;
	const most = numberOf(schema['maximum']) ?? Infinity;
	const name = key.toLowerCase();
	let value: number;
	if (/line|start|end/.test(name) && evidence) value = evidence.line;
	else if (/count|total/.test(name)) value = material.passages().length;
	else if (/rank|order|index|position|step/.test(name)) value = index + 1;
	else if (/confidence|probab|score|relevance/.test(name) && most === Infinity) value = 0.5;
	else if (most !== Infinity) value = (Math.max(least, 0) + most) / 2;
	else value = Math.max(least, 0);
	const fitting = Math.min(Math.max(value, least), most);
	if (!isWhole) return fitting;
	return Math.ceil(fitting) <= most ? Math.ceil(fitting) : Math.floor(fitting);
}

/** Only what can be counted is affirmed: that something was found. */
function chooseBoolean({ key, material }: Place): boolean {
	if (/answered|found|present|relevant|has_/i.test(key)) {
		return material.question === undefined
			? material.passages().length > 0
			: material.matches().length > 0;
	}
	return false;
}
