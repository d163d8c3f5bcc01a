/** The template engine with the built-in library: a chunk of its own, which the page loads when it first needs it. */
import { builtinSources } from '#lib/core/templates/builtin-sources.ts';
import { createTemplateLibrary } from '#lib/core/templates/template-library.ts';

export { parseTemplate } from '#lib/core/templates/parse-template.ts';
export { cardOf } from './template-cards.ts';
export { TemplateError } from '#lib/core/templates/template-error.ts';

export const library = createTemplateLibrary(builtinSources);
