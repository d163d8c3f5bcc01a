import type { TemplatePlace } from './template-error.ts';

/** Whose turn begins. dotprompt's `model` is our `assistant`. */
export type Role = 'system' | 'user' | 'assistant';

/** Something in a tag that has a value. */
export type Expression =
	| { type: 'literal'; value: string | number | boolean | null | undefined }
	| PathExpression
	| { type: 'lookup'; owner: Expression; key: Expression }
	| { type: 'json'; value: Expression; indent: Expression | undefined };

/** `name`, `a.b`, `this`, `../a` or `@key.b`. */
export interface PathExpression {
	type: 'path';
	/** Begins with `@`: read from the values beside the variables. */
	isData: boolean;
	/** Written `this.…` or `./…`: never a block's own name for an item. */
	isScoped: boolean;
	/** How many `../` it begins with. */
	depth: number;
	parts: readonly string[];
}

/** What decides between the two bodies of a block. */
export type Condition =
	| { type: 'truthy'; value: Expression; includeZero: Expression | undefined }
	| { type: 'equal'; left: Expression; right: Expression };

/** A template's body, read and checked: whatever stands in it can be rendered. */
export type BodyNode = { place: TemplatePlace } & (
	| { type: 'text'; text: string }
	| { type: 'value'; value: Expression }
	| {
			type: 'choice';
			condition: Condition;
			then: readonly BodyNode[];
			otherwise: readonly BodyNode[];
	  }
	| {
			type: 'each';
			list: Expression;
			/** Names of the item and of its index or key (`as |item index|`). */
			names: readonly string[];
			body: readonly BodyNode[];
			otherwise: readonly BodyNode[];
	  }
	| {
			type: 'with';
			value: Expression;
			names: readonly string[];
			body: readonly BodyNode[];
			otherwise: readonly BodyNode[];
	  }
	| {
			type: 'partial';
			name: string;
			context: Expression | undefined;
			values: readonly (readonly [name: string, value: Expression])[];
			/** White space before a tag that stands alone on its line; goes before each line of the partial. */
			indent: string;
	  }
	| { type: 'role'; role: Role }
	| { type: 'history' }
	| { type: 'section'; name: Expression }
	| { type: 'media'; url: Expression; contentType: Expression | undefined }
);
