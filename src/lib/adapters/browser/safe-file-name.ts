const LONGEST_NAME = 120;

/** Characters that a file system forbids or reads as a path, controls, and marks that turn the direction of a text. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]/gu;

/** Names that Windows keeps for devices, whatever follows the first dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A file name without path, control characters and what file systems forbid, at most 120 UTF-16 units long. A name that is
 * too long loses its middle, so that the extension stays. What leaves nothing becomes `assay`.
 */
export function safeFileName(name: string): string {
	const lastPart = name.split(/[/\\]/).at(-1) ?? '';
	const clean = trimEnds(lastPart.replace(UNSAFE, '')).replace(DEVICE, '_$1');
	return shorten(clean) || 'assay';
}

/** Dots at the front hide a file, and Windows drops dots and spaces at the end. */
function trimEnds(name: string): string {
	return name.replace(/^[.\s]+|[.\s]+$/g, '');
}

function shorten(name: string): string {
	if (name.length <= LONGEST_NAME) return name;
	const extension = /\.[^.\s]{1,16}$/.exec(name)?.[0] ?? '';
	const stem = trimEnds(name.slice(0, LONGEST_NAME - extension.length));
	// The cut may have gone through a surrogate pair.
	return stem.replace(/\p{Cs}$/u, '') + extension;
}
