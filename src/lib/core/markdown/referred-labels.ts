import type { Definitions } from './block-stack.ts';
import { normalLabel } from './reference-definitions.ts';

const BRACKETS = /[\\[\]]/g;

/** A footnote's label may hold a bracket. */
const FOOTNOTE = /\[(\^[^\]\s]{1,100})\]/g;

/** What the words refer to, if it is ever defined: whatever stands in brackets that hold no others. */
export function referredLabels(words: string): string[] {
	const labels = Array.from(words.matchAll(FOOTNOTE), ([, label = '']) => label);
	let start: number | undefined;
	BRACKETS.lastIndex = 0;
	for (let found = BRACKETS.exec(words); found; found = BRACKETS.exec(words)) {
		if (found[0] === '\\') BRACKETS.lastIndex += 1;
		else if (found[0] === '[') start = found.index + 1;
		else if (start !== undefined) {
			labels.push(words.slice(start, found.index));
			start = undefined;
		}
	}
	return labels;
}

/** Whether there is a definition for `label`, which may be that of a footnote. */
export function isDefined(label: string, { references, notes }: Definitions): boolean {
	if (Object.hasOwn(references, normalLabel(label))) return true;
	return label.startsWith('^') && notes.has(label.slice(1));
}
