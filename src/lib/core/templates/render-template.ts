import { buildMessages, type EarlierMessage, type RenderedMessage } from './build-messages.ts';
import { guardTags } from './guard-tags.ts';
import type { Mapping } from './mapping.ts';
import type { Template } from './parse-template.ts';
import { renderBody } from './render-body.ts';
import { RENDER_LIMITS, type RenderLimits } from './rendering.ts';
import { TemplateError } from './template-error.ts';

/** What a template is rendered with. All of it may be hostile: it is text and never becomes a tag or a role. */
export interface RenderInput {
	/** Over the template's defaults. What is null or blank counts as not given. */
	variables?: Mapping | undefined;
	/** Read as `{{@metadata.domain}}`. */
	metadata?: Mapping | undefined;
	/** Further `@` values: `{ state: { count: 1 } }` is read as `{{@state.count}}`. */
	context?: Mapping | undefined;
	/** Bodies that `{{> name}}` puts in. */
	partials?: Readonly<Record<string, string>> | undefined;
	/** Earlier messages: where `{{history}}` stands, else before the last user message. */
	history?: readonly EarlierMessage[] | undefined;
	limits?: Partial<RenderLimits> | undefined;
}

export interface RenderedPrompt {
	/** In order; none of them is without text or parts. */
	messages: RenderedMessage[];
}

/**
 * Renders a template.
 *
 * @throws {TemplateError} `missing_variable`, `unknown_partial`, `document_in_system`, `bad_value` or a limit; and what
 * is wrong with a partial
 */
export function renderTemplate(template: Template, input: RenderInput = {}): RenderedPrompt {
	const { metadata = {}, context = {}, partials = {}, history = [] } = input;
	const variables = fillIn(template, input.variables ?? {});
	const limits = { ...RENDER_LIMITS, ...input.limits };
	const data = { metadata, ...context };
	const pieces = renderBody(template.nodes, variables, data, partials, limits);
	return { messages: buildMessages(guardTags(pieces), history) };
}

/** The given variables over the defaults. @throws {TemplateError} `missing_variable` */
function fillIn({ input }: Template, given: Mapping): Mapping {
	const overrides = Object.entries(given).filter(
		([name, value]) => !isAbsent(value) || !Object.hasOwn(input.defaults, name)
	);
	const variables = Object.fromEntries([...Object.entries(input.defaults), ...overrides]);
	const missing = input.fields.find(
		({ name, required }) =>
			required && (!Object.hasOwn(variables, name) || isAbsent(variables[name]))
	);
	if (!missing) return variables;
	const hint = missing.description === undefined ? '' : ` (${missing.description})`;
	throw new TemplateError(
		'missing_variable',
		`Expected a value for '${missing.name}'${hint}, got none`,
		{ variable: missing.name }
	);
}

function isAbsent(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}
