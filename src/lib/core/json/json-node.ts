/** JSON as far as it has come. Nodes grow in place: what is whole never changes again. */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonLiteral;

export interface JsonObject {
	readonly kind: 'object';
	readonly members: JsonMember[];
	isWhole: boolean;
}

export interface JsonMember {
	readonly name: string;
	readonly value: JsonNode;
}

export interface JsonArray {
	readonly kind: 'array';
	readonly items: JsonNode[];
	isWhole: boolean;
}

export interface JsonString {
	readonly kind: 'string';
	/** Joined they are the text, escapes resolved. */
	readonly pieces: string[];
	/** The first {@link HEAD_LENGTH} characters or somewhat more: a list shows no more of a text. */
	head: string;
	isWhole: boolean;
}

/** A number, `true`, `false` or `null`, as it is written. */
export interface JsonLiteral {
	readonly kind: 'literal';
	text: string;
	isWhole: boolean;
}

export const HEAD_LENGTH = 500;
