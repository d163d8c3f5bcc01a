import type { BodyOrigin } from './read-expression.ts';
import { TemplateError } from './template-error.ts';

/** Blocks inside blocks, each `{{else if …}}` counted as one more; and parentheses inside parentheses. */
const MAX_NESTING = 50;

/** What opens, continues and closes: the start of a tag with what it is, the end of a tag, a parenthesis. */
const MARKS = /\{\{~?\s*(#|\/|\^\s*[^\s~}]|else\s+[^\s~}])?|\}\}|[()]/g;

/**
 * Refuses a body that is nested deeper than any sensible one, before the parser sees it: the parser's time grows with
 * the square of the depth.
 *
 * @throws {TemplateError} `too_deep`
 */
export function checkNesting(body: string, origin: BodyOrigin): void {
	/** For each open block, how deep it goes by its chain of `{{else if …}}`. */
	const blocks: number[] = [];
	let depth = 0;
	let parentheses = 0;
	let isInTag = false;
	for (const { 0: mark, 1: kind, index } of body.matchAll(MARKS)) {
		if (mark === '(' || mark === ')') {
			if (isInTag) parentheses += mark === '(' ? 1 : -1;
		} else {
			isInTag = mark !== '}}';
			parentheses = 0;
			depth += kind === undefined ? 0 : changeOfDepth(kind, blocks);
		}
		if (depth > MAX_NESTING || parentheses > MAX_NESTING) {
			throw new TemplateError('too_deep', `expected at most ${MAX_NESTING} levels, got more`, {
				place: {
					line: origin.startLine + body.slice(0, index).split('\n').length - 1,
					partial: origin.partial
				}
			});
		}
	}
}

function changeOfDepth(kind: string, blocks: number[]): number {
	if (kind === '/') return -(blocks.pop() ?? 0);
	const innermost = blocks.at(-1);
	if (kind.startsWith('else') && innermost !== undefined) {
		blocks[blocks.length - 1] = innermost + 1;
	} else {
		blocks.push(1);
	}
	return 1;
}
