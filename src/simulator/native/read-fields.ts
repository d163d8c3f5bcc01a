import { missingParameter, nativeRefusal } from '../errors.ts';
import type { JsonObject } from '../json.ts';

/** What a field of a native request may be. */
type FieldType = 'string' | 'number' | 'boolean' | 'array' | 'string or array';

/** The fields of one native endpoint; `required` ones come first in refusals. */
export interface FieldTable {
	required: Readonly<Record<string, FieldType>>;
	optional: Readonly<Record<string, FieldType>>;
}

/**
 * Refuses a native request as LM Studio's schemas do: first what is missing, then what has a wrong type, then keys it
 * does not know.
 *
 * @throws {ApiError}
 */
export function checkFields(body: JsonObject, { required, optional }: FieldTable): void {
	for (const name of Object.keys(required)) {
		if (body[name] === undefined) throw missingParameter(name);
	}
	const known = { ...required, ...optional };
	for (const [name, type] of Object.entries(known)) {
		const value = body[name];
		if (value !== undefined && !isOfType(value, type)) {
			throw nativeRefusal(`Expected ${type}, received ${nameOfType(value)}`, 'invalid_type', name);
		}
	}
	refuseUnknownKeys(body, Object.keys(known));
}

/** @throws {ApiError} naming every key of `value` that is not known */
export function refuseUnknownKeys(value: JsonObject, known: readonly string[]): void {
	const unknown = Object.keys(value).filter((key) => !known.includes(key));
	if (unknown.length === 0) return;
	const names = unknown.map((key) => `'${key}'`).join(', ');
	throw nativeRefusal(`Unrecognized key(s) in object: ${names}`, 'unrecognized_keys');
}

function isOfType(value: unknown, type: FieldType): boolean {
	switch (type) {
		case 'array':
			return Array.isArray(value);
		case 'string or array':
			return typeof value === 'string' || Array.isArray(value);
		case 'string':
		case 'number':
		case 'boolean':
			return typeof value === type;
	}
}

function nameOfType(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}
