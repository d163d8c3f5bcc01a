/** The ways in which a piece of code may be shown. */
export type CodeStyle =
	'keyword' | 'string' | 'number' | 'comment' | 'type' | 'inserted' | 'deleted';

/** By the words that the modes use for what they find; the first part of `variableName.function` and the like. */
const STYLES = new Map<string, CodeStyle>([
	['keyword', 'keyword'],
	['modifier', 'keyword'],
	['operatorKeyword', 'keyword'],
	['controlKeyword', 'keyword'],
	['tag', 'keyword'],
	['tagName', 'keyword'],
	['heading', 'keyword'],
	['string', 'string'],
	['string-2', 'string'],
	['regexp', 'string'],
	['quote', 'string'],
	['attributeValue', 'string'],
	['number', 'number'],
	['atom', 'number'],
	['bool', 'number'],
	['null', 'number'],
	['unit', 'number'],
	['comment', 'comment'],
	['meta', 'comment'],
	['variable-3', 'type'],
	['type', 'type'],
	['typeName', 'type'],
	['className', 'type'],
	['namespace', 'type'],
	['builtin', 'type'],
	['inserted', 'inserted'],
	['positive', 'inserted'],
	['deleted', 'deleted'],
	['negative', 'deleted']
]);

/** A mode has some dozens of descriptions, and gives one with every token. */
const found = new Map<string, CodeStyle | undefined>();

/** How a token is shown that a mode describes so, in words apart by spaces. Some modes say nothing by `undefined`. */
export function styleOf(words: string | null | undefined): CodeStyle | undefined {
	if (!words) return undefined;
	const known = found.get(words);
	if (known !== undefined || found.has(words)) return known;
	const style = find(words);
	found.set(words, style);
	return style;
}

function find(words: string): CodeStyle | undefined {
	const [first = ''] = words.split(' ');
	// Names are shown as what is around them: every token with a style is an element.
	if (first.endsWith('.definition')) return undefined;
	const [base = ''] = first.split('.');
	return STYLES.get(first) ?? STYLES.get(base);
}
