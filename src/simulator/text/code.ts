import type { Passage } from './passages.ts';

/** A function or class, by the line that begins it. */
export interface CodeUnit {
	name: string;
	line: number;
}

const UNIT_PATTERNS: readonly RegExp[] = [
	/^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*(\w{1,80})/,
	/^\s*(?:export\s+)?(?:const|let)\s+(\w{1,80})\s*=\s*(?:async\s*)?(?:\([^)]{0,200}\)|\w{1,80})\s*(?::\s*[^=]{1,80})?=>/,
	/^\s*(?:async\s+)?def\s+(\w{1,80})/,
	/^\s*(?:pub\s+)?(?:async\s+)?(?:fn|func)\s+(?:\([^)]{0,80}\)\s*)?(\w{1,80})/,
	/^\s*(?:export\s+)?(?:abstract\s+)?(?:class|interface|struct|enum)\s+(\w{1,80})/,
	/^\s*(?:public|private|protected|static)\s[\w<>[\],\s]{0,80}?\b(\w{1,80})\s*\(/
];

/** The functions and classes that the lines begin, in order. */
export function findCodeUnits(lines: readonly Passage[]): CodeUnit[] {
	const units: CodeUnit[] = [];
	for (const { text, line } of lines) {
		const start = text.slice(0, 400);
		for (const pattern of UNIT_PATTERNS) {
			const name = pattern.exec(start)?.[1];
			if (name === undefined) continue;
			units.push({ name, line });
			break;
		}
	}
	return units;
}

const LANGUAGES: readonly (readonly [string, RegExp])[] = [
	['Svelte', /<script\b[^>]{0,80}>[\s\S]{0,2000}\$(?:state|props|derived)\b/],
	['TypeScript', /\binterface \w+ \{|:\s(?:string|number|boolean|any|unknown)\b|\bimport type\b/],
	['Python', /^\s*(?:def|class) \w+.{0,200}:\s*$|^from \S+ import /m],
	['Rust', /\bfn \w+\(|\blet mut\b|\bimpl\b/],
	['Go', /^package \w+$|\bfunc (?:\(\w+ \*?\w+\) )?\w+\(/m],
	['Java', /\bpublic (?:static )?(?:class|void|final)\b/],
	['C or C++', /^#include\b/m],
	['SQL', /^\s*(?:SELECT|INSERT|CREATE TABLE)\b/m],
	['JavaScript', /\bfunction\b|=>|\bconst\b|\brequire\(/]
];

/** The language, by signs in the first lines. */
export function languageOf(text: string): string {
	const start = text.slice(0, 20_000);
	return LANGUAGES.find(([, pattern]) => pattern.test(start))?.[0] ?? 'an unknown language';
}
