/** The built-in library, read once. */
import { builtinSources } from '#lib/core/templates/builtin-sources.ts';
import { createTemplateLibrary } from '#lib/core/templates/template-library.ts';

export const library = createTemplateLibrary(builtinSources);
