import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';

export const TEXT_PARTS = ['first_part', 'selection'] as const;

/** A part of a text; a request says it as `metadata.part`. */
export type TextPart = (typeof TEXT_PARTS)[number];

/** Which part of the text a run was given. Anything but the whole is said beside the answer and in what is exported. */
export type RunScope =
	| { kind: 'whole' }
	| {
			kind: TextPart;
			characters: number;
			/** Of the whole text; absent where the page no longer has that. */
			ofCharacters?: number | undefined;
	  };

/** What a request's `metadata.part` says; `undefined` where it says something else. */
export function readTextPart(value: unknown): TextPart | undefined {
	return TEXT_PARTS.find((part) => part === value);
}

/** What a request says of its own text. */
export function scopeOf({ content, metadata }: LlmRequestData): RunScope {
	return scopeOfPart(content, readTextPart(metadata?.['part']));
}

/** Of a text that is a part, or whole where it is none. */
export function scopeOfPart(content: string, part: TextPart | undefined): RunScope {
	return part === undefined ? { kind: 'whole' } : { kind: part, characters: content.length };
}
