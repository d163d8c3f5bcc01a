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
type Engine = Awaited<ReturnType<typeof loadLibrary>>;

/** The built-in templates, as services and as the page want them. The engine loads with the first call. */
export function createPrompts(): PromptSource & TemplateCatalog {
	return {
		async list() {
			const engine = await loadLibrary();
			return engine.library
				.list()
				.toSorted((a, b) => place(a.id) - place(b.id))
				.map((summary) => cardOf(engine, summary, engine.library.source(summary.id)));
		},
		async read(id, source) {
			const engine = await loadLibrary();
			const { library, parseTemplate, TemplateError } = engine;
			try {
				const template = parseTemplate(source);
				const known = library.list().find((summary) => summary.id === id);
				return cardOf(
					engine,
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
		},
		async render({ content, template, template_source, variables, metadata }, history = []) {
			const { library, TemplateError } = await loadLibrary();
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
	};
}

function withConfig<Rendered>(rendered: Rendered, { config, title, version }: Template) {
	return { ...rendered, config, title, version };
}

function withTemplate<Rendered extends { template: Template }>(rendered: Rendered) {
	return withConfig(rendered, rendered.template);
}

function place(id: string): number {
	if (LAST.includes(id)) return FIRST.length + 1;
	const at = FIRST.indexOf(id);
	return at === -1 ? FIRST.length : at;
}

function cardOf(engine: Engine, summary: TemplateSummary, source: string): TemplateCard {
	return {
		id: summary.id,
		title: summary.title,
		description: summary.description ?? '',
		inputKind: summary.inputKind,
		needsContent: summary.fields.find(({ name }) => name === 'content')?.required ?? true,
		fields: summary.fields.filter(({ name }) => name !== 'content'),
		variableDefaults: { ...summary.defaults },
		defaults: {
			temperature: summary.config.temperature,
			maxOutputTokens: summary.config.maxOutputTokens
		},
		source,
		bodyTokens: ownTokens(engine, summary, source)
	};
}

/**
 * The estimate of a template's own words, with those of its partials: it is rendered with a letter for each variable, so
 * that no part which depends on one is left out.
 */
function ownTokens(
	{ library, TemplateError }: Engine,
	{ fields }: TemplateSummary,
	source: string
) {
	const variables = Object.fromEntries(fields.map(({ name }) => [name, 'x']));
	try {
		const { messages } = library.renderSource(source, {
			variables: { ...variables, content: 'x' }
		});
		return messages.reduce((sum, { text }) => sum + estimateTokens(text), 0);
	} catch (error) {
		// A variable that is no text, or a partial that there is not: the second is told when it is run.
		if (error instanceof TemplateError) return estimateTokens(source);
		throw error;
	}
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
