import { MAX_DEPTH } from '#lib/core/json/growing-json.ts';

/** A string, a bracket, a comma or a colon, or a number or a word. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s"[\]{},:]+/g;
const INDENT = '  ';

/**
 * JSON that was written in one line, with a line for each value. Nothing else is changed: names that come twice, their order,
 * and numbers that a program would round stay as they are. So does what has lines already, what is no JSON, or not yet, and
 * what is nested too deeply to be read.
 */
export function prettyJson(text: string): string {
	return text.includes('\n') || !isJson(text) ? text : inLines(text);
}

function inLines(text: string): string {
	let lines = '';
	let depth = 0;
	let before = '';
	for (const [token] of text.matchAll(TOKEN)) {
		const isEnd = token === ']' || token === '}';
		const isFirst = before === '[' || before === '{';
		if (isEnd) depth -= 1;
		// What is empty stays in its line.
		if (before === ',' || isFirst !== isEnd) lines += `\n${INDENT.repeat(depth)}`;
		else if (before === ':') lines += ' ';
		if (token === '[' || token === '{') depth += 1;
		if (depth > MAX_DEPTH) return text;
		lines += token;
		before = token;
	}
	return lines;
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
