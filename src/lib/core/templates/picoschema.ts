import { isMapping, type Mapping } from './mapping.ts';

/** A JSON Schema, as far as it is handed on: nothing here depends on more than its being an object. */
export type JsonSchema = Mapping;

/** A schema could not be read. `path` leads to the place within it. */
export class SchemaError extends Error {
	override readonly name = 'SchemaError';
	readonly path: readonly string[];

	constructor(message: string, path: readonly string[]) {
		super(message);
		this.path = path;
	}
}

const SCALAR_TYPES: ReadonlySet<unknown> = new Set([
	'any',
	'boolean',
	'integer',
	'null',
	'number',
	'string'
]);

/** The property name that stands for all others. */
const WILDCARD = '(*)';

/**
 * Turns Picoschema into JSON Schema; JSON Schema is handed back as it is. An object with a `type` that JSON Schema knows,
 * or with `properties`, is taken for JSON Schema, as the dotprompt format has it.
 *
 * @param named schemas that may be referred to by name
 * @throws {SchemaError}
 */
export function toJsonSchema(
	schema: unknown,
	named: Readonly<Record<string, JsonSchema>> = {}
): JsonSchema {
	if (isMapping(schema)) {
		const { type, properties } = schema;
		if (type === 'object' || type === 'array' || SCALAR_TYPES.has(type)) return schema;
		if (typeof properties === 'object' && properties !== null) return { ...schema, type: 'object' };
	}
	return readShape(schema, named, []);
}

function readShape(
	shape: unknown,
	named: Readonly<Record<string, JsonSchema>>,
	path: readonly string[]
): JsonSchema {
	if (typeof shape === 'string') return readScalar(shape, named, path);
	if (isMapping(shape)) return readObject(shape, named, path);
	throw new SchemaError(
		`Expected a type such as 'string, what it is' or nested fields, got ${JSON.stringify(shape)}`,
		path
	);
}

function readScalar(
	text: string,
	named: Readonly<Record<string, JsonSchema>>,
	path: readonly string[]
): JsonSchema {
	const [type, description] = splitDescription(text);
	const note = description === undefined ? {} : { description };
	if (type === 'any') return note;
	if (SCALAR_TYPES.has(type)) return { type, ...note };
	const schema = Object.hasOwn(named, type) ? named[type] : undefined;
	if (schema) return { ...schema, ...note };
	throw new SchemaError(
		`Expected a type (string, number, integer, boolean, null or any), got '${type}'`,
		path
	);
}

function readObject(
	shape: Mapping,
	named: Readonly<Record<string, JsonSchema>>,
	path: readonly string[]
): JsonSchema {
	const properties: [string, JsonSchema][] = [];
	const required: string[] = [];
	let additionalProperties: JsonSchema | false = false;
	for (const [key, value] of Object.entries(shape)) {
		const here = [...path, key];
		if (key === WILDCARD) {
			additionalProperties = readShape(value, named, here);
			continue;
		}
		const { name, isOptional, kind, description } = readKey(key, here);
		if (!isOptional) required.push(name);
		const property = readProperty(kind, value, isOptional, named, here);
		properties.push([name, description === undefined ? property : { ...property, description }]);
	}
	return {
		type: 'object',
		properties: Object.fromEntries(properties),
		...(required.length > 0 ? { required } : {}),
		additionalProperties
	};
}

/** Reads `name`, `name?`, or either with `(kind, description)` after it. The description may hold parentheses. */
function readKey(key: string, path: readonly string[]) {
	const opening = key.indexOf('(');
	const label = opening === -1 ? key : key.slice(0, opening);
	const isOptional = label.endsWith('?');
	const name = isOptional ? label.slice(0, -1) : label;
	if (opening === -1) return { name, isOptional, kind: undefined, description: undefined };
	if (!key.endsWith(')')) {
		throw new SchemaError(`Expected '${key}' to end with ')'`, path);
	}
	const [kind, description] = splitDescription(key.slice(opening + 1, -1));
	return { name, isOptional, kind, description };
}

function readProperty(
	kind: string | undefined,
	value: unknown,
	isOptional: boolean,
	named: Readonly<Record<string, JsonSchema>>,
	path: readonly string[]
): JsonSchema {
	switch (kind) {
		case undefined:
		case 'object':
			return orNull(readShape(value, named, path), isOptional);
		case 'array':
			return orNull({ type: 'array', items: readShape(value, named, path) }, isOptional);
		case 'enum': {
			if (!Array.isArray(value)) {
				throw new SchemaError('Expected a list of values after (enum)', path);
			}
			const values: unknown[] = value;
			return { enum: isOptional && !values.includes(null) ? [...values, null] : values };
		}
		default:
			throw new SchemaError(`Expected (array), (object) or (enum), got (${kind})`, path);
	}
}

/** What is optional may also be given as null. */
function orNull(schema: JsonSchema, isOptional: boolean): JsonSchema {
	const type = schema['type'];
	return isOptional && typeof type === 'string' ? { ...schema, type: [type, 'null'] } : schema;
}

function splitDescription(text: string): [string, string | undefined] {
	const comma = text.indexOf(',');
	if (comma === -1) return [text.trim(), undefined];
	return [text.slice(0, comma).trim(), text.slice(comma + 1).trim() || undefined];
}
