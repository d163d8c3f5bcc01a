import { TemplateError } from './template-error.ts';

/** A template's file, taken apart. */
export interface SourceParts {
	/** The YAML between the `---` lines; absent in a file that is only a body. */
	header: { text: string; startLine: number } | undefined;
	/** With `\n` line ends. Under a header it is trimmed, as the dotprompt format has it. */
	body: string;
	/** The line of the file on which `body` begins. */
	bodyStartLine: number;
}

const FENCE = /^---\s*$/;
const BLANK_OR_COMMENT = /^\s*(#.*)?$/;

/**
 * Takes a template's file apart. A byte order mark, blank lines and `#` lines (a licence) before the header are skipped.
 *
 * @throws {TemplateError} `bad_front_matter` when a first line `---` has no second one
 */
export function splitSource(source: string): SourceParts {
	const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
	const lines = text.split('\n');
	const opening = lines.findIndex((line) => !BLANK_OR_COMMENT.test(line));
	if (!FENCE.test(lines[opening] ?? '')) return onlyBody(text);
	const closing = lines.findIndex((line, index) => index > opening && FENCE.test(line));
	if (closing === -1) {
		// Below a Markdown heading, a lone `---` is a rule and not a header.
		if (lines.slice(0, opening).some((line) => line.trim() !== '')) return onlyBody(text);
		throw new TemplateError(
			'bad_front_matter',
			"expected a second '---' line that closes the header, got the end of the file",
			{ place: { line: opening + 1 } }
		);
	}
	const below = lines.slice(closing + 1).join('\n');
	const skipped = below.slice(0, below.length - below.trimStart().length);
	return {
		header: { text: lines.slice(opening + 1, closing).join('\n'), startLine: opening + 2 },
		body: below.trim(),
		bodyStartLine: closing + 2 + skipped.split('\n').length - 1
	};
}

function onlyBody(text: string): SourceParts {
	return { header: undefined, body: text, bodyStartLine: 1 };
}
