import { evidenceFor } from './topics.ts';
import { bullets, heading, joinParts } from './markdown.ts';
import type { Material } from './material.ts';

const MOST_HEADINGS = 8;
const ITEMS_PER_HEADING = 3;

/** The headings that the instructions ask for: lines such as `## Risks`, or a list after "headings:". */
export function headingsIn(instructions: string): string[] {
	const lines = [...instructions.matchAll(/^#{1,4} ([^\n]{2,60})$/gm)].map(
		(match) => match[1] ?? ''
	);
	if (lines.length > 1) return lines.slice(0, MOST_HEADINGS);
	const list = /\bheadings?\b[^:\n]{0,60}:\s?([^\n]{5,300})/i.exec(instructions)?.[1] ?? '';
	return list
		.split(/,|;|\band\b/)
		.map((part) => part.replace(/[*`"“”#.]/g, '').trim())
		.filter((part) => part !== '' && part.length <= 60)
		.slice(0, MOST_HEADINGS);
}

/** Under each heading the passages that its words call for; what fits anywhere comes once. */
export function writeUnderHeadings(headings: readonly string[], material: Material): string {
	const used = new Set<string>();
	return joinParts(
		headings.flatMap((title) => {
			const quotes = evidenceFor(material, title)
				.filter(({ quote, reason }) => reason !== '' || !used.has(quote))
				.slice(0, ITEMS_PER_HEADING)
				.map(({ quote }) => quote);
			for (const quote of quotes) used.add(quote);
			return [
				heading(title),
				quotes.length > 0 ? bullets(quotes) : 'Nothing of this form was found in the text.'
			];
		})
	);
}
