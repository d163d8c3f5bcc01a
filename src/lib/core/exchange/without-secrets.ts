/** Shorter texts are no tokens, and would be found everywhere. */
const SHORTEST_SECRET = 6;
const INSTEAD = '[token removed]';
/** An asterisk. */
const MASK = 42;

/** Takes secrets out of what is exported. */
export interface SecretRemover {
	fromText: (text: string) => string;
	/** Out of every text in a value of JSON's kinds, names included. */
	fromValue: (value: unknown) => unknown;
	/** Out of a text that lies in pieces, a secret across two of them included; each piece stays as long as it was. */
	fromPieces: (pieces: readonly string[]) => string[];
	/** The same for bytes. */
	fromBytes: (pieces: readonly Uint8Array[]) => Uint8Array[];
}

/**
 * Finds secrets in every form that a server's message may repeat them in: plain, percent-encoded, in hexadecimal, and in
 * Base64 wherever in a longer text they stood when it was encoded.
 *
 * @param options.keepsLength what is put in their place is as long: for texts that others point into by numbers
 */
export function createSecretRemover(
	secrets: readonly string[],
	{ keepsLength = false } = {}
): SecretRemover {
	const forms = secrets
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.flatMap((secret) => [...formsOf(secret)])
		// One may be the beginning of another.
		.sort((one, other) => other.length - one.length);

	function fromText(text: string): string {
		return clean(text, keepsLength ? insteadOf : () => INSTEAD);
	}

	function clean(text: string, instead: (form: string) => string): string {
		return forms.reduce((rest, form) => rest.replaceAll(form, instead(form)), text);
	}

	function fromValue(value: unknown): unknown {
		if (forms.length === 0) return value;
		if (typeof value === 'string') return fromText(value);
		if (Array.isArray(value)) return value.map(fromValue);
		if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
		return Object.fromEntries(
			Object.entries(value).map(([name, inner]) => [fromText(name), fromValue(inner)])
		);
	}

	function fromPieces(pieces: readonly string[]): string[] {
		const whole = clean(pieces.join(''), insteadOf);
		let at = 0;
		return pieces.map(({ length }) => whole.slice(at, (at += length)));
	}

	function fromBytes(pieces: readonly Uint8Array[]): Uint8Array[] {
		if (forms.length === 0) return [...pieces];
		const whole = joinBytes(pieces);
		for (const form of forms) mask(whole, new TextEncoder().encode(form));
		let at = 0;
		return pieces.map(({ length }) => whole.slice(at, (at += length)));
	}

	return { fromText, fromValue, fromPieces, fromBytes };
}

/** As long as the form that was found. */
function insteadOf(form: string): string {
	const words = [INSTEAD, '[removed]'].find(({ length }) => length <= form.length) ?? '';
	return words.padEnd(form.length, '.');
}

function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}

/** Puts asterisks in the place of what is found, as many as it has bytes. */
function mask(bytes: Uint8Array, wanted: Uint8Array): void {
	const [first = 0] = wanted;
	for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
		const isFound = wanted.every((byte, index) => bytes[at + index] === byte);
		if (isFound) bytes.fill(MASK, at, at + wanted.length);
	}
}

function formsOf(secret: string): Set<string> {
	const bytes = [...new TextEncoder().encode(secret)];
	const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
	const base64 = [0, 1, 2].map((shift) => base64Core(bytes, shift));
	const urlSafe = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
	return new Set([
		secret,
		encodeURIComponent(secret),
		JSON.stringify(secret).slice(1, -1),
		hex,
		hex.toUpperCase(),
		...base64,
		...urlSafe
	]);
}

/** The part of the Base64 text that the secret alone decides, when it stands `shift` bytes after a multiple of three. */
function base64Core(bytes: readonly number[], shift: number): string {
	const padded = [...Array.from({ length: shift }, () => 0), ...bytes];
	const whole = btoa(String.fromCharCode(...padded)).replaceAll('=', '');
	const from = Math.ceil((shift * 8) / 6);
	const to = Math.floor((padded.length * 8) / 6);
	return whole.slice(from, to);
}
