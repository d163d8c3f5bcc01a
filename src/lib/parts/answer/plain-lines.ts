import type { LineReader } from './growing-highlight.ts';

/** Reads code whose language is not known, or not known yet. */
export function plainLines(): LineReader {
	return { readLine: (line) => (line === '' ? [] : [{ text: line, style: undefined }]) };
}
