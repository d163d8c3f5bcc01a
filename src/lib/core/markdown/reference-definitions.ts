/** Reference definitions by label, as marked wants them. */
export type References = Record<string, { href: string; title: string }>;

/** A label may be the name of a property that every object has. */
export function noReferences(): References {
	return Object.create(null) as References;
}

const LABEL = /^\[((?:\\.|[^\\[\]]){1,999})\]:[ \t]*\n?[ \t]*/;
const DESTINATION = /^(?:<((?:\\.|[^\\<>\n])*)>|([^\s<][^\s]*))/;
const TITLE = /^(?:"((?:\\.|[^\\"])*)"|'((?:\\.|[^\\'])*)'|\(((?:\\.|[^\\()])*)\))[ \t]*(?:\n|$)/;
const BLANK_LINE = /\n[ \t]*\n/;

/** Labels match however they are written, in upper or lower case: "ẞ" and "ss" are one, as marked has it. */
export function normalLabel(label: string): string {
	const plain = label.trim().replace(/\s+/g, ' ');
	return plain.toLowerCase().toUpperCase().toLowerCase();
}

/** Takes the definitions off the beginning of a paragraph into `references`; the first of a label holds. */
export function takeDefinitions(paragraph: string, references: References): string {
	let rest = paragraph;
	while (rest.startsWith('[')) {
		const read = readDefinition(rest);
		if (!read) break;
		const label = normalLabel(read.label);
		if (!Object.hasOwn(references, label)) {
			references[label] = { href: read.href, title: '' };
		}
		rest = rest.slice(read.length);
	}
	return rest;
}

function readDefinition(text: string) {
	const [opening, label = ''] = LABEL.exec(text) ?? [];
	if (opening === undefined || label.trim() === '') return undefined;
	const [destination, bracketed, bare = ''] = DESTINATION.exec(text.slice(opening.length)) ?? [];
	if (destination === undefined) return undefined;
	const href = unescape(bracketed ?? bare);
	const end = opening.length + destination.length;
	const afterDestination = /^[ \t]*(?:\n|$)/.exec(text.slice(end))?.[0];
	const gap = /^[ \t]*\n?[ \t]*/.exec(text.slice(end))?.[0] ?? '';
	const title = gap === '' ? undefined : TITLE.exec(text.slice(end + gap.length))?.[0];
	if (title !== undefined && !BLANK_LINE.test(title)) {
		return { label, href, length: end + gap.length + title.length };
	}
	if (afterDestination === undefined) return undefined;
	return { label, href, length: end + afterDestination.length };
}

function unescape(text: string): string {
	return text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
