import { findCodeUnits, languageOf } from '../text/code.ts';
import { splitLines } from '../text/passages.ts';
import { evidenceFor } from './topics.ts';
import { asCode, heading, joinParts, table } from './markdown.ts';
import type { Material } from './material.ts';

const SHOWN = 100;

/** What the code is made of, and the lines whose form deserves a look. */
export function writeCodeReport(material: Material): string {
	const lines = splitLines(material.text);
	const units = findCodeUnits(lines);
	const findings = evidenceFor({ ...material, kind: 'code', passages: () => lines }, 'findings');
	return joinParts([
		heading('Code at a glance'),
		`${lines.length} lines that are not empty, by the look of them in ${languageOf(material.text)}.`,
		units.length > 0
			? table(
					['Line', 'Begins'],
					units.slice(0, 20).map(({ name, line }) => [String(line), asCode(name)])
				)
			: 'No function or class was recognised.',
		heading('Lines to look at'),
		table(
			['Line', 'Why', 'Code'],
			findings
				.slice(0, 12)
				.map(({ line, reason, quote }) => [String(line), reason, asCode(quote.slice(0, SHOWN))])
		) || 'No line has a form that is known for trouble.',
		'Found by the form of the lines alone; what the code does was not looked at.'
	]);
}
