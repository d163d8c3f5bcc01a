import { parse } from '@handlebars/parser';
import type { BodyNode } from './body-nodes.ts';
import { checkNesting } from './check-nesting.ts';
import type { BodyOrigin } from './read-expression.ts';
import { readNodes } from './read-nodes.ts';
import type { SyntaxProgram } from './syntax-tree.ts';
import { TemplateError, type TemplatePlace } from './template-error.ts';

/**
 * Reads a template's body.
 *
 * @throws {TemplateError} with the line of the file
 */
export function parseBody(body: string, origin: BodyOrigin): BodyNode[] {
	checkNesting(body, origin);
	try {
		// SyntaxProgram says what this parser makes; see there why its own types do not serve.
		return readNodes(parse(body) as unknown as SyntaxProgram, origin);
	} catch (cause) {
		if (cause instanceof TemplateError) throw cause;
		throw syntaxError(cause, body, origin);
	}
}

/** What the parser's two kinds of errors tell, as far as we read it: the generated parser's, and the tree builder's. */
interface ParserError {
	message?: string;
	lineNumber?: number;
	column?: number;
	hash?: { token: string | null; line: number; loc?: { last_line: number; last_column: number } };
}

function syntaxError(cause: unknown, body: string, origin: BodyOrigin): TemplateError {
	const { message, lineNumber, column, hash } = cause as ParserError;
	const place = (line: number, offset?: number): TemplatePlace => ({
		line: origin.startLine + line - 1,
		column: offset === undefined ? undefined : offset + 1,
		partial: origin.partial
	});
	if (!hash) {
		// The builder appends its own place, which counts lines from the body's first one.
		const problem = (message ?? String(cause)).replace(/ - \d+:\d+$/, '');
		return new TemplateError('bad_syntax', problem, {
			place: lineNumber === undefined ? undefined : place(lineNumber, column),
			cause
		});
	}
	if (hash.token === 'EOF') {
		const block = findUnclosedBlock(body);
		if (block) {
			return new TemplateError(
				'bad_syntax',
				`expected {{/${block.name}}}, got the end of the template`,
				{ place: place(block.line), cause }
			);
		}
	}
	const line = hash.loc?.last_line ?? hash.line + 1;
	return new TemplateError('bad_syntax', `expected a complete tag, got ${excerpt(body, line)}`, {
		place: place(line, hash.loc?.last_column),
		cause
	});
}

/**
 * The innermost block that is open at the end of the text; only looked for once the parser has said that there is one.
 */
function findUnclosedBlock(body: string): { name: string; line: number } | undefined {
	const open: { name: string; index: number }[] = [];
	const tags = /\{\{~?(?:!--[\s\S]*?--~?\}\}|([#^/])\s*[*>]?\s*([^\s}~|]+))/g;
	for (const { index, 1: mark, 2: name } of body.matchAll(tags)) {
		if (mark === undefined || name === undefined) continue;
		if (mark === '/') open.pop();
		else open.push({ name, index });
	}
	const last = open.at(-1);
	return last && { name: last.name, line: body.slice(0, last.index).split('\n').length };
}

function excerpt(body: string, line: number): string {
	const text = (body.split('\n')[line - 1] ?? '').trim();
	return text.length > 60 ? `'${text.slice(0, 60)}…'` : `'${text}'`;
}
