import type { StreamParser } from '@codemirror/streamparser';
import type HighlightedCode from './HighlightedCode.svelte';

/** What colours code of one language. */
export interface Highlighting {
	parser: StreamParser<unknown>;
	HighlightedCode: typeof HighlightedCode;
}

/** Loads what colours a language; `undefined` for one that is not known, and where nothing can be loaded. */
export async function loadHighlighting(language: string): Promise<Highlighting | undefined> {
	if (language === '') return undefined;
	try {
		const [{ loadLanguage }, { default: component }] = await Promise.all([
			import('./code-languages.ts'),
			import('./HighlightedCode.svelte')
		]);
		const parser = await loadLanguage(language);
		return parser && { parser, HighlightedCode: component };
	} catch {
		// Without its colours code is still code.
		return undefined;
	}
}
