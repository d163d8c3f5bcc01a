/** The template engine with the built-in library, as services and the page use it: a chunk that loads with the first template. */
import type { PromptSource } from '#lib/core/analysis/prompt-source.ts';
import type { TemplateCatalog } from '#lib/core/analysis/template-catalog.ts';
import type { Failure } from '#lib/core/ports.ts';
import { parseTemplate, type Template } from '#lib/core/templates/parse-template.ts';
import { TemplateError } from '#lib/core/templates/template-error.ts';
import { library } from './load-library.ts';
import { cardOf } from './template-cards.ts';

/** @throws nothing but defects: what is wrong with the text is in what it returns */
export function readCard(
	...[id, source]: Parameters<TemplateCatalog['read']>
): Awaited<ReturnType<TemplateCatalog['read']>> {
	try {
		const template = parseTemplate(source);
		const known = library.list().find((summary) => summary.id === id);
		return cardOf(
			library,
			{
				id,
				title: template.title ?? known?.title ?? id,
				description: template.description,
				inputKind: template.inputKind,
				fields: template.input.fields,
				defaults: template.input.defaults,
				config: template.config,
				version: template.version
			},
			source
		);
	} catch (error) {
		if (error instanceof TemplateError) return { problem: error.message };
		throw error;
	}
}

export function renderPrompt(
	...[request, history = []]: Parameters<PromptSource['render']>
): Awaited<ReturnType<PromptSource['render']>> {
	const { content, template, template_source, variables, metadata } = request;
	const input = {
		variables: { ...variables, content },
		history,
		...(metadata ? { metadata } : {})
	};
	try {
		const { messages, config, title, version } =
			template_source === undefined
				? withConfig(library.render(template, input), library.get(template))
				: withTemplate(library.renderSource(template_source, input));
		const { temperature, maxOutputTokens, topP } = config;
		return {
			ok: true,
			prompt: {
				messages: [...messages],
				template: { title, version },
				defaults: { temperature, maxOutputTokens, topP }
			}
		};
	} catch (error) {
		if (error instanceof TemplateError) return { ok: false, failure: failureOf(error) };
		throw error;
	}
}

function withConfig<Rendered>(rendered: Rendered, { config, title, version }: Template) {
	return { ...rendered, config, title, version };
}

function withTemplate<Rendered extends { template: Template }>(rendered: Rendered) {
	return withConfig(rendered, rendered.template);
}

function failureOf(error: TemplateError): Failure {
	switch (error.code) {
		case 'missing_variable':
			return {
				code: 'missing_variable',
				message: error.message,
				suggestion: 'Fill it in above the text, and run again.',
				retryable: false
			};
		case 'unknown_template':
			return { code: 'unknown_template', message: error.message, retryable: false };
		default:
			return {
				code: 'bad_template',
				message: error.message,
				suggestion: 'Mend the template, or put it back to the one in the library.',
				retryable: false
			};
	}
}
