import { lineMap } from '#lib/core/documents/location-map.ts';
import type { FileText } from './file-reader.ts';

/** How many faults are told one by one. */
const TOLD = 3;

/** A JSON text as it is, told apart from one that breaks its rules. */
export function readJsonText(text: string): FileText {
	return {
		text,
		map: lineMap(text),
		warnings: isJson(text) ? [] : ['This is no valid JSON. It was read as plain text.']
	};
}

/** One JSON value a line; lines that are none are named. */
export function readJsonLines(text: string): FileText {
	const faulty: number[] = [];
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() !== '' && !isJson(line)) faulty.push(index + 1);
	}
	const [first] = faulty;
	if (first === undefined) return { text, map: lineMap(text), warnings: [] };
	const told = faulty.slice(0, TOLD).join(', ');
	const more = faulty.length > TOLD ? ` and ${faulty.length - TOLD} more` : '';
	const lines = faulty.length === 1 ? 'Line' : 'Lines';
	const warning = `${lines} ${told}${more} ${faulty.length === 1 ? 'is' : 'are'} no valid JSON. What stands there was kept as it is.`;
	return { text, map: lineMap(text), warnings: [warning] };
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
