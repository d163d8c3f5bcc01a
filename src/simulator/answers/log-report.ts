import { flat, splitLines, type Passage } from '../text/passages.ts';
import { countLevels } from '../text/log-levels.ts';
import { evidenceFor } from './topics.ts';
import { asCode, heading, joinParts, table } from './markdown.ts';
import type { Material } from './material.ts';

const TIME =
	/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?|[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2}|\b\d{2}:\d{2}:\d{2}\b/;
/** Longer lines are shown cut. */
const SHOWN = 160;

/** Levels, times, the first errors and what repeats. */
export function writeLogReport(material: Material): string {
	const lines = splitLines(material.text);
	const times = lines
		.map(({ text }) => TIME.exec(text.slice(0, 200))?.[0])
		.filter((time) => time !== undefined);
	const first = times[0];
	const last = times.at(-1);
	const errors = evidenceFor({ ...material, kind: 'log', passages: () => lines }, 'errors').slice(
		0,
		6
	);
	return joinParts([
		heading('Log at a glance'),
		first !== undefined && last !== undefined
			? `${lines.length} lines, from ${first} to ${last}.`
			: `${lines.length} lines without times.`,
		table(
			['Level', 'Lines'],
			countLevels(lines).map(([level, count]) => [level, String(count)])
		),
		heading('First errors and warnings'),
		errors.length > 0
			? errors
					.map(({ quote, line }) => `- Line ${line}: ${asCode(quote.slice(0, SHOWN))}`)
					.join('\n')
			: 'No line names an error or a warning.',
		...repeats(lines)
	]);
}

/** Lines that are the same but for their numbers. */
function repeats(lines: readonly Passage[]): string[] {
	const groups = new Map<string, number>();
	for (const { text } of lines) {
		const form = flat(
			text
				.slice(0, SHOWN)
				.replace(TIME, '')
				.replace(/0x[\da-f]{1,16}|\d{1,20}/gi, '#')
		);
		groups.set(form, (groups.get(form) ?? 0) + 1);
	}
	const often = [...groups]
		.filter(([, count]) => count > 1)
		.sort((a, b) => b[1] - a[1])
		.slice(0, 5);
	if (often.length === 0) return [];
	const rows = often.map(([form, count]) => [String(count), asCode(form)]);
	return [heading('Lines that repeat'), table(['Times', 'Form, with # for numbers'], rows)];
}
