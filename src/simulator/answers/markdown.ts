import { flat } from '../text/passages.ts';

/** Puts the parts of an answer together, with an empty line between them. Empty parts are left out. */
export function joinParts(parts: readonly (string | undefined)[]): string {
	return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

export function heading(text: string): string {
	return `## ${text}`;
}

export function bullets(items: readonly string[]): string {
	return items.map((item) => `- ${flat(item)}`).join('\n');
}

/** A passage as a block quote. */
export function blockQuote(text: string): string {
	return `> ${flat(text)}`;
}

/** Verbatim text within a line, as code. Fenced by more backticks than it has in a row. */
export function asCode(text: string): string {
	const plain = flat(text);
	const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
	const fence = '`'.repeat(longest + 1);
	return longest > 0 ? `${fence} ${plain} ${fence}` : `${fence}${plain}${fence}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	if (rows.length === 0) return '';
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => flat(cell).replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
