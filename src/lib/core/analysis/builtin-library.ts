/** What the page lists of the built-in templates, without the engine that reads them. */
export { builtinSources } from '#lib/core/templates/builtin-sources.ts';
export { builtinCards } from './builtin-cards.ts';
