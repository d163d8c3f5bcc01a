/** What is wrong with a template, or with what it was given. */
export type TemplateErrorCode =
	/** The header is not YAML, is not closed, or holds a value of the wrong kind. */
	| 'bad_front_matter'
	/** An input or output schema is neither Picoschema nor JSON Schema. */
	| 'bad_schema'
	/** The body does not parse. */
	| 'bad_syntax'
	| 'unknown_helper'
	/** A known helper, used with the wrong arguments or in the wrong place. */
	| 'bad_helper'
	/** Handlebars syntax that is not part of what we render. */
	| 'unsupported'
	| 'unknown_partial'
	| 'unknown_template'
	/** `variable` names it. */
	| 'missing_variable'
	/** The analysed text would have become part of a system message. */
	| 'document_in_system'
	/** A value that has no text form, such as a circular object. */
	| 'bad_value'
	| 'too_large'
	| 'too_deep'
	| 'too_many_steps';

/** Where in a template's file something stands. Lines and columns count from 1. */
export interface TemplatePlace {
	line: number;
	column?: number | undefined;
	/** Set where it stands in a partial, whose own lines are then meant. */
	partial?: string | undefined;
}

/** What an error knows beside its message. */
export interface TemplateErrorDetails extends ErrorOptions {
	place?: TemplatePlace | undefined;
	variable?: string | undefined;
}

/** A template cannot be used as it is. The message begins with the place, where there is one. */
export class TemplateError extends Error {
	override readonly name = 'TemplateError';
	readonly code: TemplateErrorCode;
	readonly place: TemplatePlace | undefined;
	/** With `missing_variable`: the variable's name. */
	readonly variable: string | undefined;

	constructor(code: TemplateErrorCode, problem: string, details: TemplateErrorDetails = {}) {
		const { place, variable, ...options } = details;
		super(place ? `${describePlace(place)}: ${problem}` : problem, options);
		this.code = code;
		this.place = place;
		this.variable = variable;
	}

	get line(): number | undefined {
		return this.place?.line;
	}

	get column(): number | undefined {
		return this.place?.column;
	}
}

function describePlace({ line, column, partial }: TemplatePlace): string {
	const position = column === undefined ? `${line}` : `${line}, column ${column}`;
	return partial === undefined ? `Line ${position}` : `Partial '${partial}', line ${position}`;
}
