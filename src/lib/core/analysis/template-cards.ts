import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import { TemplateError } from '#lib/core/templates/template-error.ts';
import type { TemplateLibrary, TemplateSummary } from '#lib/core/templates/template-library.ts';
import type { TemplateCard } from './template-catalog.ts';

/** Listed first, in this order; others follow by title. */
const FIRST = ['parsing_analysis', 'summary_brief', 'key_insights', 'qa_over_document'];
/** One's own instruction comes last, where it is easy to find. */
const LAST = ['custom_prompt'];

/** The templates of a library in the order in which the page lists them. */
export function listCards(library: TemplateLibrary): TemplateCard[] {
	return library
		.list()
		.toSorted((a, b) => place(a.id) - place(b.id))
		.map((summary) => cardOf(library, summary, library.source(summary.id)));
}

function place(id: string): number {
	if (LAST.includes(id)) return FIRST.length + 1;
	const at = FIRST.indexOf(id);
	return at === -1 ? FIRST.length : at;
}

/** What the page shows of a template. */
export function cardOf(
	library: TemplateLibrary,
	summary: TemplateSummary,
	source: string
): TemplateCard {
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
		bodyTokens: ownTokens(library, summary, source)
	};
}

/**
 * The estimate of a template's own words, with those of its partials: it is rendered with a letter for each variable, so
 * that no part which depends on one is left out.
 */
function ownTokens(library: TemplateLibrary, { fields }: TemplateSummary, source: string) {
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
