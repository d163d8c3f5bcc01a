import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { createPrompts } from './library-prompts.ts';
import { library } from './load-library.ts';
import { listCards } from './template-cards.ts';

const HEAD = `import type { TemplateCard } from './template-catalog.ts';

/** Read from the templates beforehand, so that the page can list them without an engine; \`vitest -u\` writes it anew. */
export const builtinCards: readonly TemplateCard[] = `;

test('what the page lists is what the templates say', async () => {
	const cards = listCards(library);
	const file = new URL('./builtin-cards.ts', import.meta.url).pathname;
	const options = { ...(await resolveConfig(file)), parser: 'typescript', plugins: [] };
	await expect(await format(`${HEAD}${literal(cards)};`, options)).toMatchFileSnapshot(
		'./builtin-cards.ts'
	);
});

test('the page gets each, and its source', async () => {
	const prompts = createPrompts();
	const cards = await prompts.list();
	expect(cards).toEqual(listCards(library));
	const sources = await prompts.sources();
	for (const { id } of cards) expect(sources[id]).toBe(library.source(id));
});

/** As JSON, but with what is undefined, as the type asks for. */
function literal(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`;
	if (typeof value !== 'object' || value === null)
		return value === undefined ? 'undefined' : JSON.stringify(value);
	const entries = Object.entries(value).map(
		([key, of]) => `${JSON.stringify(key)}: ${literal(of)}`
	);
	return `{${entries.join(',')}}`;
}
