import type { PromptSource } from '#lib/core/analysis/prompt-source.ts';
import type { TemplateCatalog } from '#lib/core/analysis/template-catalog.ts';

const loadEngine = () => import('./library-engine.ts');

/**
 * The built-in templates, as services and as the page want them. The engine loads when a template is first rendered or
 * edited: what is listed has been read beforehand.
 */
export function createPrompts(): PromptSource & TemplateCatalog & { prepare: () => Promise<void> } {
	return {
		/** Loads the engine before it is needed: reading all templates takes some thirty milliseconds, once. */
		async prepare() {
			await loadEngine();
		},
		list: async () => (await import('./builtin-cards.ts')).builtinCards,
		sources: async () => (await import('#lib/core/templates/builtin-sources.ts')).builtinSources,
		read: async (id, source) => (await loadEngine()).readCard(id, source),
		render: async (request, history) => (await loadEngine()).renderPrompt(request, history)
	};
}
