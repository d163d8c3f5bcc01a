/** A chat's line taken apart. */
export interface SplitQuestion {
	question: string;
	/** What was pasted into the line beside the question; empty where it is a question and nothing else. */
	pasted: string;
}

/** A line this short is all question, whatever it looks like, in characters. */
const SHORT_LINE = 600;

/** The longest paragraph that counts as the question of a longer line. */
const LONGEST_QUESTION = 500;

/** A fenced block below this is an example in the question, and no text to analyse. */
const SHORTEST_BLOCK = 80;

const OPENING = /^(?:```|~~~)/;
const CLOSING = /^(?:```|~~~)[ \t]*$/;

/**
 * Tells a question from the text that was pasted with it: blocks between fences, else all but the first or last paragraph
 * of a long line. Nothing is lost: what is not the one is the other.
 */
export function splitQuestion(line: string): SplitQuestion {
	const { fenced, question } = splitAtFences(line);
	if (fenced.length >= SHORTEST_BLOCK) {
		// Only a block: then it is the question as well, and whoever answers says what it is.
		if (question !== '') return { question, pasted: fenced };
	}
	if (line.length < SHORT_LINE) return { question: line.trim(), pasted: '' };
	const paragraphs = line.trim().split(/\n[ \t]*\n/);
	if (paragraphs.length < 2) return splitByLines(line);
	return takeQuestion(paragraphs, '\n\n') ?? { question: line.trim(), pasted: '' };
}

/** What stands between fences, and the rest. A fence that is never closed is a part of the rest. */
function splitAtFences(line: string): { fenced: string; question: string } {
	const outside: string[] = [];
	const inside: string[] = [];
	/** Its opening and what follows, until it is known whether it ends. */
	let block: string[] | undefined;
	for (const text of line.split('\n')) {
		if (!block) {
			if (OPENING.test(text)) block = [text];
			else outside.push(text);
		} else if (CLOSING.test(text)) {
			inside.push(block.slice(1).join('\n'), '');
			outside.push('');
			block = undefined;
		} else block.push(text);
	}
	return {
		fenced: inside.join('\n').trim(),
		question: [...outside, block?.join('\n') ?? ''].join('\n').trim()
	};
}

/** A log or a table has lines and no paragraphs. */
function splitByLines(line: string): SplitQuestion {
	const lines = line.trim().split('\n');
	const whole = { question: line.trim(), pasted: '' };
	return lines.length < 4 ? whole : (takeQuestion(lines, '\n') ?? whole);
}

function takeQuestion(parts: readonly string[], joint: string): SplitQuestion | undefined {
	const first = parts[0]?.trim() ?? '';
	const last = parts.at(-1)?.trim() ?? '';
	const fits = (part: string) => part !== '' && part.length <= LONGEST_QUESTION;
	if (fits(last) && /\?\s*$/.test(last) && !/[?:]\s*$/.test(first)) {
		return { question: last, pasted: parts.slice(0, -1).join(joint).trim() };
	}
	if (fits(first)) return { question: first, pasted: parts.slice(1).join(joint).trim() };
	if (fits(last)) return { question: last, pasted: parts.slice(0, -1).join(joint).trim() };
	return undefined;
}
