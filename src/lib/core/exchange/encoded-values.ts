/** Values as JSON can hold them: bytes are named, and so is an object that looks like that, or has a name of every object. */

const BYTES = '$bytes';
const OBJECT = '$object';
/** What an object may not be named by in a file, as it is refused there or means something else. */
const ENCODED_NAMES = new Set([BYTES, OBJECT, 'constructor', 'prototype']);

/**
 * Makes a value of JSON's kinds from one that may hold bytes. `undefined` in an object is left out, as JSON does, and so is
 * what is named `__proto__`, as whoever reads a record does.
 */
export function encodeValue(value: unknown): unknown {
	if (value instanceof Uint8Array) return { [BYTES]: toBase64(value) };
	if (Array.isArray(value)) return value.map(encodeValue);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value)
		.filter(([name, inner]) => inner !== undefined && name !== '__proto__')
		.map(([name, inner]): [string, unknown] => [name, encodeValue(inner)]);
	const looksEncoded = entries.some(([name]) => ENCODED_NAMES.has(name));
	return looksEncoded ? { [OBJECT]: entries } : Object.fromEntries(entries);
}

/** The value that {@link encodeValue} was given. What it never makes is left as it is. */
export function decodeValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(decodeValue);
	if (typeof value !== 'object' || value === null) return value;
	const entries: [string, unknown][] = Object.entries(value);
	const [only] = entries;
	if (entries.length === 1 && only) {
		const [name, inner] = only;
		if (name === BYTES && typeof inner === 'string') return fromBase64(inner) ?? value;
		if (name === OBJECT && Array.isArray(inner)) {
			return Object.fromEntries(inner.filter(isEntry).map(decodeEntry));
		}
	}
	return Object.fromEntries(entries.map(decodeEntry));
}

/** The names of an object that is encoded as the list of its entries; none of any other value. */
export function encodedNames(value: object): string[] {
	const list: unknown = Object.entries(value).find(([name]) => name === OBJECT)?.[1];
	return Array.isArray(list) ? list.filter(isEntry).map(([name]) => name) : [];
}

function isEntry(value: unknown): value is [string, unknown] {
	return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}

function decodeEntry([name, inner]: [string, unknown]): [string, unknown] {
	return [name, decodeValue(inner)];
}

function toBase64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += 0x2000) {
		binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
	}
	return btoa(binary);
}

function fromBase64(text: string): Uint8Array | undefined {
	if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
	return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
