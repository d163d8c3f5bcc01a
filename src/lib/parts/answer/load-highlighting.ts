import type { LineReader } from './growing-highlight.ts';

/** Begins to read code of one language from its first line. */
export type Highlighting = () => LineReader;

const loaded = new Map<string, Highlighting>();

/** What colours a language, where it has been loaded: code that comes then need not be shown without colours first. */
export function loadedHighlighting(language: string): Highlighting | undefined {
	return loaded.get(language);
}

/** Loads what colours a language; `undefined` for one that is not known, and where nothing can be loaded. */
export async function loadHighlighting(language: string): Promise<Highlighting | undefined> {
	if (language === '') return undefined;
	try {
		const [{ loadLanguage }, { LineHighlighter }] = await Promise.all([
			import('./code-languages.ts'),
			import('./line-highlighter.ts')
		]);
		const parser = await loadLanguage(language);
		if (!parser) return undefined;
		const highlighting = () => new LineHighlighter(parser);
		loaded.set(language, highlighting);
		return highlighting;
	} catch {
		// Without its colours code is still code.
		return undefined;
	}
}
