import { loadOnce } from '#lib/core/load-once.ts';
import type { LineReader } from './growing-highlight.ts';

/** Begins to read code of one language from its first line. */
export type Highlighting = () => LineReader;

const loaded = new Map<string, Highlighting>();
/** An answer may have hundreds of blocks in a language: they wait for one load, since beginning one takes a while itself. */
const loads = new Map<string, () => Promise<Highlighting | undefined>>();

/** What colours a language, where it has been loaded: code that comes then need not be shown without colours first. */
export function loadedHighlighting(language: string): Highlighting | undefined {
	return loaded.get(language);
}

/** Loads what colours a language; `undefined` for one that is not known, and where nothing can be loaded. */
export async function loadHighlighting(language: string): Promise<Highlighting | undefined> {
	if (language === '') return undefined;
	let load = loads.get(language);
	if (!load) {
		load = loadOnce(() => loadLanguage(language));
		loads.set(language, load);
	}
	// Without its colours code is still code.
	const highlighting = await load().catch(() => undefined);
	// Whatever an answer takes for a language would be kept otherwise.
	if (!highlighting) loads.delete(language);
	return highlighting;
}

const loadReaders = loadOnce(() =>
	Promise.all([import('./code-languages.ts'), import('./line-highlighter.ts')])
);

async function loadLanguage(language: string): Promise<Highlighting | undefined> {
	const [languages, { LineHighlighter }] = await loadReaders();
	const parser = await languages.loadLanguage(language);
	if (!parser) return undefined;
	const highlighting = () => new LineHighlighter(parser);
	loaded.set(language, highlighting);
	return highlighting;
}
