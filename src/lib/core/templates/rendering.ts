import type { BodyNode, Expression, Role } from './body-nodes.ts';
import { mentions } from './evaluate.ts';
import { TemplateError, type TemplateErrorCode, type TemplatePlace } from './template-error.ts';

/** The variable that holds the analysed text. It never becomes part of a system message. */
const CONTENT_VARIABLE = 'content';

/**
 * What a body gives, in order. Roles and the like stand beside the text and are never found in it: a text that looks
 * like one of them is a text.
 */
export type Piece =
	/** `isWritten`: the template's own words, and not a value put into them. */
	| { type: 'text'; text: string; isWritten: boolean }
	| { type: 'role'; role: Role }
	| { type: 'history' }
	| { type: 'section'; name: string }
	| { type: 'media'; url: string; contentType: string | undefined };

/** How much one rendering may do. Generous for any sensible template, and far below what would hold up the page. */
export interface RenderLimits {
	/** Blocks and partials inside each other. */
	maxDepth: number;
	/** Tags, texts and turns of loops. */
	maxSteps: number;
	/** All texts together, in UTF-16 units. */
	maxTextLength: number;
}

/** What is rendered with unless the caller says otherwise. */
export const RENDER_LIMITS: RenderLimits = {
	maxDepth: 50,
	maxSteps: 200_000,
	maxTextLength: 32 * 1024 * 1024
};

/** A rendering under way. */
export interface Rendering {
	readonly partials: Readonly<Record<string, string>>;
	readonly limits: RenderLimits;
	readonly parsedPartials: Map<string, readonly BodyNode[]>;
	readonly pieces: Piece[];
	role: Role;
	depth: number;
	steps: number;
	textLength: number;
}

export function emitText(
	text: string,
	isWritten: boolean,
	place: TemplatePlace,
	rendering: Rendering
): void {
	countText(text.length, place, rendering);
	if (text !== '') rendering.pieces.push({ type: 'text', text, isWritten });
}

/** Counts text before it is made. @throws {TemplateError} `too_large` */
export function countText(length: number, place: TemplatePlace, rendering: Rendering): void {
	rendering.textLength += length;
	if (rendering.textLength > rendering.limits.maxTextLength) {
		throw overLimit('too_large', `${rendering.limits.maxTextLength} characters`, place);
	}
}

/** What stands in a document must not speak as the system. @throws {TemplateError} `document_in_system` */
export function refuseContentInSystem(
	expressions: readonly Expression[],
	place: TemplatePlace,
	rendering: Rendering
): void {
	if (rendering.role !== 'system') return;
	if (!expressions.some((expression) => mentions(expression, CONTENT_VARIABLE))) return;
	throw new TemplateError(
		'document_in_system',
		`expected {{${CONTENT_VARIABLE}}} in a user message, got it in a system message; put {{role "user"}} before it`,
		{ place }
	);
}

/** @throws {TemplateError} `too_many_steps` */
export function countStep(rendering: Rendering, place: TemplatePlace): void {
	rendering.steps += 1;
	if (rendering.steps > rendering.limits.maxSteps) {
		throw overLimit('too_many_steps', `${rendering.limits.maxSteps} steps`, place);
	}
}

export function overLimit(
	code: Extract<TemplateErrorCode, `too_${string}`>,
	limit: string,
	place: TemplatePlace
): TemplateError {
	return new TemplateError(code, `expected a template that renders within ${limit}`, { place });
}
