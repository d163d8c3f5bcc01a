import type { GrowingText } from '#lib/core/markdown/growing-markdown.ts';
import { createGrowingJson } from '#lib/core/json/growing-json.ts';
import { isTellingJson } from '#lib/core/json/is-telling-json.ts';
import type { JsonNode } from '#lib/core/json/json-node.ts';

/** An answer that is JSON, as far as it has come. A new object each time, since the nodes grow in place. */
export interface JsonReading {
	root: JsonNode;
	isWhole: boolean;
}

/**
 * Makes the function that tells whether an answer is JSON, and what it holds. Only what is new of it is read; a text that does
 * not continue the last one starts afresh.
 */
export function createJsonReading(): (
	source: string | GrowingText,
	isStreaming: boolean
) => JsonReading | undefined {
	let json = createGrowingJson();
	let last: string | GrowingText = '';

	function continues(source: string | GrowingText): boolean {
		if (typeof source !== 'string') return source === last && source.length >= json.length;
		return typeof last === 'string' && source.slice(0, last.length) === last;
	}

	return (source, isStreaming) => {
		if (!continues(source)) json = createGrowingJson();
		last = source;
		// Of a text that is none the rest does not matter.
		if (json.state !== 'broken' && source.length > json.length) {
			json.add(typeof source === 'string' ? source.slice(json.length) : source.from(json.length));
		}
		const { root, state } = json;
		if (!root || !isTellingJson(root, state === 'whole' && !isStreaming)) return undefined;
		return { root, isWhole: state === 'whole' };
	};
}
