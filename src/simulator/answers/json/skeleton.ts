import { isObject, type JsonObject } from '../../json.ts';

/** Prompts are searched no further than this for the shape they ask for. */
const SEARCHED = 20_000;
const MOST_TRIES = 40;

/** The largest piece of JSON in the instructions, as a schema; nothing where there is none. */
export function findSkeleton(instructions: string): JsonObject | undefined {
	const text = instructions.slice(-SEARCHED);
	let found: { value: unknown; length: number } | undefined;
	let tries = 0;
	for (let at = 0; at < text.length && tries < MOST_TRIES; at += 1) {
		const sign = text.charAt(at);
		if (sign !== '{' && sign !== '[') continue;
		tries += 1;
		const end = closingOf(text, at);
		if (end === -1) continue;
		const value = parse(text.slice(at, end + 1));
		if (value === undefined) continue;
		if (!found || end - at > found.length) found = { value, length: end - at };
		at = end;
	}
	return found && hasShape(found.value) ? schemaOf(found.value, 0) : undefined;
}

function hasShape(value: unknown): boolean {
	if (isObject(value)) return Object.keys(value).length > 0;
	return Array.isArray(value) && isObject(value[0]);
}

/** Index of the bracket that closes the one at `start`, or -1. */
function closingOf(text: string, start: number): number {
	let depth = 0;
	let isInString = false;
	for (let at = start; at < text.length; at += 1) {
		const sign = text.charAt(at);
		if (isInString) {
			if (sign === '\\') at += 1;
			else if (sign === '"') isInString = false;
		} else if (sign === '"') isInString = true;
		else if (sign === '{' || sign === '[') depth += 1;
		else if (sign === '}' || sign === ']') {
			depth -= 1;
			if (depth === 0) return at;
		}
	}
	return -1;
}

/** JSON, also with "and so on" left where more items would be. */
function parse(text: string): unknown {
	const cleaned = text
		.replace(/,?\s{0,20}(?:\.\.\.|…)\s{0,20}(?=[\]}])/g, '')
		.replace(/,(?=\s{0,20}[\]}])/g, '');
	try {
		return JSON.parse(cleaned);
	} catch {
		return undefined;
	}
}

/** The schema of values that look like `value`. Texts such as "high|medium|low" list what is allowed. */
function schemaOf(value: unknown, depth: number): JsonObject {
	if (depth > 10) return {};
	if (Array.isArray(value)) return { type: 'array', items: schemaOf(value[0] ?? '', depth + 1) };
	if (isObject(value)) {
		const properties = Object.entries(value).map(([key, inner]) => [
			key,
			schemaOf(inner, depth + 1)
		]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
	if (typeof value === 'boolean') return { type: 'boolean' };
	const choices = typeof value === 'string' ? choicesIn(value) : [];
	return choices.length > 1 ? { enum: choices } : { type: 'string' };
}

function choicesIn(text: string): string[] {
	const choices = text
		.slice(0, 1000)
		.split('|')
		.map((choice) => choice.trim());
	return choices.every((choice) => /^[\w -]{1,40}$/.test(choice)) ? choices : [];
}
