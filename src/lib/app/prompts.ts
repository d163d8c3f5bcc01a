import type { PromptSource } from '#lib/core/analysis/prompt-source.ts';
import type { TemplateCard, TemplateCatalog } from '#lib/core/analysis/template-catalog.ts';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import type { Failure } from '#lib/core/ports.ts';
import type { Template } from '#lib/core/templates/parse-template.ts';
import type { TemplateSummary } from '#lib/core/templates/template-library.ts';
import type { TemplateError } from '#lib/core/templates/template-error.ts';

/** Listed first, in this order; others follow by title. */
const FIRST = ['parsing_analysis', 'summary_brief', 'key_insights', 'qa_over_document'];
/** One's own instruction comes last, where it is easy to find. */
const LAST = ['custom_prompt'];

const loadLibrary = () => import('./load-library.ts');

/** The built-in templates, as services and as the page want them. The engine loads with the first call. */
export function createPrompts(): PromptSource & TemplateCatalog {
	return {
		async list() {
			const { library } = await loadLibrary();
			return library
				.list()
				.toSorted((a, b) => place(a.id) - place(b.id))
				.map((summary) => cardOf(summary, library.get(summary.id), library.source(summary.id)));
		},
		async read(id, source) {
			const { library, parseTemplate, TemplateError } = await loadLibrary();
			try {
				const template = parseTemplate(source);
				const known = library.list().find((summary) => summary.id === id);
				return cardOf(
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
					template,
					source
				);
			} catch (error) {
				if (error instanceof TemplateError) return { problem: error.message };
				throw error;
			}
		},
		async render({ content, template, template_source, variables, metadata }) {
			const { library, TemplateError } = await loadLibrary();
			const input = { variables: { ...variables, content }, ...(metadata ? { metadata } : {}) };
			try {
				const { messages, config } =
					template_source === undefined
						? withConfig(library.render(template, input), library.get(template))
						: withTemplate(library.renderSource(template_source, input));
				const { temperature, maxOutputTokens, topP } = config;
				return {
					ok: true,
					prompt: { messages: [...messages], defaults: { temperature, maxOutputTokens, topP } }
				};
			} catch (error) {
				if (error instanceof TemplateError) return { ok: false, failure: failureOf(error) };
				throw error;
			}
		}
	};
}

function withConfig<Rendered>(rendered: Rendered, { config }: Template) {
	return { ...rendered, config };
}

function withTemplate<Rendered extends { template: Template }>(rendered: Rendered) {
	return { ...rendered, config: rendered.template.config };
}

function place(id: string): number {
	if (LAST.includes(id)) return FIRST.length + 1;
	const at = FIRST.indexOf(id);
	return at === -1 ? FIRST.length : at;
}

function cardOf(summary: TemplateSummary, template: Template, source: string): TemplateCard {
	return {
		id: summary.id,
		title: summary.title,
		description: summary.description ?? '',
		inputKind: summary.inputKind,
		fields: summary.fields.filter(({ name }) => name !== 'content'),
		variableDefaults: { ...summary.defaults },
		defaults: {
			temperature: summary.config.temperature,
			maxOutputTokens: summary.config.maxOutputTokens
		},
		source,
		bodyTokens: estimateTokens(template.body)
	};
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
