import type { Piece } from './rendering.ts';

/**
 * Keeps a document inside its tags. Where a template writes `<document>{{content}}</document>` and the content itself
 * holds such a tag, the template's own tags, everywhere in the prompt, become `<document-2>` … `</document-2>`: the
 * first number that occurs nowhere in the prompt. The content is left as it is, and without such a collision so is
 * everything, so that a template renders as it does elsewhere. Any tag that surrounds a value is guarded.
 */
export function guardTags(pieces: readonly Piece[]): readonly Piece[] {
	const names = surroundingTags(pieces);
	if (names.size === 0) return pieces;
	const whole = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
	const written = pieces.flatMap((piece) =>
		piece.type === 'text' && piece.isWritten ? [piece.text] : []
	);
	let guarded = pieces;
	for (const name of names) {
		const tag = tagPattern(name);
		// Counted in the whole, so that a tag put together from several values is seen, too.
		const own = written.reduce((sum, text) => sum + countMatches(text, tag), 0);
		if (countMatches(whole, tag) > own) guarded = renameTag(guarded, name, freeName(name, whole));
	}
	return guarded;
}

/** Names of the tags that the template's own words open before a value and close after it. */
function surroundingTags(pieces: readonly Piece[]): Set<string> {
	const found = new Set<string>();
	/** The open tags, and whether a value has come since. */
	const open = new Map<string, boolean>();
	for (const piece of pieces) {
		if (piece.type === 'role') open.clear();
		if (piece.type !== 'text') continue;
		if (!piece.isWritten) {
			for (const name of open.keys()) open.set(name, true);
			continue;
		}
		for (const [, slash, written = ''] of piece.text.matchAll(/<(\/?)([a-z][\w-]{0,63})/gi)) {
			const name = written.toLowerCase();
			if (slash === '') {
				if (!open.has(name)) open.set(name, false);
			} else {
				if (open.get(name)) found.add(name);
				open.delete(name);
			}
		}
	}
	return found;
}

/**
 * A tag as a model may read it: in any case, with white space before its name, and with invisible characters anywhere.
 * Their runs are bounded, or a long one would take quadratic time.
 */
function tagPattern(name: string): RegExp {
	const gap = String.raw`[\s\p{Cf}]{0,8}`;
	const letters = Array.from(name).join(String.raw`\p{Cf}{0,8}`);
	return new RegExp(`<${gap}/?${gap}${letters}(?![\\w-])`, 'giu');
}

function freeName(name: string, whole: string): string {
	const taken = new Set(
		[...whole.matchAll(new RegExp(`${name}-(\\d{1,9})`, 'gi'))].map((match) => Number(match[1]))
	);
	let number = 2;
	while (taken.has(number)) number += 1;
	return `${name}-${number}`;
}

function renameTag(pieces: readonly Piece[], name: string, newName: string): readonly Piece[] {
	const tag = new RegExp(`(</?)${name}(?![\\w-])`, 'gi');
	return pieces.map((piece) =>
		piece.type === 'text' && piece.isWritten
			? { ...piece, text: piece.text.replace(tag, `$1${newName}`) }
			: piece
	);
}

function countMatches(text: string, pattern: RegExp): number {
	return text.match(pattern)?.length ?? 0;
}
