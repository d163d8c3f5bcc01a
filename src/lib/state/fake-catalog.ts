import type { TemplateCard, TemplateCatalog } from '#lib/core/analysis/template-catalog.ts';

const card: TemplateCard = {
	id: 'parsing_analysis',
	title: 'Parsing analysis',
	description: 'Finds what a text says.',
	inputKind: 'text',
	needsContent: true,
	fields: [],
	variableDefaults: {},
	defaults: { temperature: undefined, maxOutputTokens: undefined },
	bodyTokens: 4
};

/** A catalog of one template. */
export const fakeCatalog: TemplateCatalog = {
	list: () => Promise.resolve([card]),
	sources: () => Promise.resolve({ [card.id]: 'Analyse the text.' }),
	read: (id) => Promise.resolve({ ...card, id })
};
