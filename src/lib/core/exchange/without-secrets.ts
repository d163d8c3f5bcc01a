/** Shorter texts are no tokens, and would be found everywhere. */
const SHORTEST_SECRET = 6;
const INSTEAD = '[token removed]';
/** An asterisk. */
const MASK = 42;

/**
 * Takes secrets out of a text in every form that a server's message may repeat them in: plain, percent-encoded, in
 * hexadecimal, and in Base64 wherever in a longer text they stood when it was encoded.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
	let clean = text;
	for (const secret of secrets) {
		if (secret.length < SHORTEST_SECRET) continue;
		for (const form of formsOf(secret)) clean = clean.replaceAll(form, INSTEAD);
	}
	return clean;
}

/** The same for every text in a value of JSON's kinds, names included, and for files as bytes, which keep their length. */
export function valueWithoutSecrets(value: unknown, secrets: readonly string[]): unknown {
	if (secrets.length === 0) return value;
	if (typeof value === 'string') return withoutSecrets(value, secrets);
	if (Array.isArray(value)) return value.map((item) => valueWithoutSecrets(item, secrets));
	if (value instanceof Uint8Array) return bytesWithoutSecrets(value, secrets);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [
			withoutSecrets(name, secrets),
			valueWithoutSecrets(inner, secrets)
		])
	);
}

function bytesWithoutSecrets(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
	let clean: Uint8Array | undefined;
	for (const secret of secrets) {
		if (secret.length < SHORTEST_SECRET) continue;
		for (const form of formsOf(secret)) {
			const wanted = new TextEncoder().encode(form);
			const [first = 0] = wanted;
			for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
				if (!wanted.every((byte, index) => bytes[at + index] === byte)) continue;
				clean ??= bytes.slice();
				clean.fill(MASK, at, at + wanted.length);
			}
		}
	}
	return clean ?? bytes;
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
