import { mappingOf, type Mapping } from './mapping.ts';
import type { JsonSchema } from './picoschema.ts';

type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any';

/** What may stand in a field, or in each item of a list. */
interface FieldShape {
	type: FieldType;
	description: string | undefined;
	/** The only values allowed, where there is such a list. */
	enum: readonly unknown[] | undefined;
	/** For a list: what each of its items is. */
	items: FieldShape | undefined;
}

/** One variable of a template, as a form asks for it. */
export interface InputField extends FieldShape {
	name: string;
	/** A run needs it: from the person, or from the template's defaults. */
	required: boolean;
	/** Wants a text box of several lines (`analysis.form.<name>: text`). */
	isMultiline: boolean;
}

const FIELD_TYPES: readonly FieldType[] = [
	'string',
	'number',
	'integer',
	'boolean',
	'array',
	'object'
];

/** The fields of an object schema, in its order; none for any other schema. `form` is the `analysis.form` namespace. */
export function inputFields(schema: JsonSchema, form: Mapping): InputField[] {
	const properties = mappingOf(schema['properties']);
	const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
	return Object.entries(properties).map(([name, property]) => ({
		name,
		required: required.includes(name),
		isMultiline: Object.hasOwn(form, name) && form[name] === 'text',
		...readField(property)
	}));
}

function readField(property: unknown): FieldShape {
	const { type, description, enum: choices, items } = mappingOf(property);
	const values: unknown[] | undefined = Array.isArray(choices) ? choices : undefined;
	// A null among types or values says that the field is optional, which `required` says already.
	const allowed = values?.filter((value) => value !== null);
	return {
		type: fieldType(type, allowed),
		description: typeof description === 'string' ? description : undefined,
		enum: allowed,
		items: items === undefined ? undefined : readField(items)
	};
}

function fieldType(type: unknown, allowed: readonly unknown[] | undefined): FieldType {
	const named: unknown = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
	const known = FIELD_TYPES.find((one) => one === named);
	if (known) return known;
	return allowed?.every((value) => typeof value === 'string') ? 'string' : 'any';
}
