import type { Passage } from './passages.ts';

/** Word lists and forms by which passages of a kind are found. None of this understands anything. */

const ACTION =
	/\b(?:will|must|should|shall|need(?:s|ed)? to|has to|have to|to do|todo|action|assigned|responsible|follow up|please|deadline|by (?:monday|tuesday|wednesday|thursday|friday|next|end)|bis (?:zum|montag|freitag)|muss|soll)\b/i;
const DECISION =
	/\b(?:decided|decision|agreed|approved|resolved|chose|settled on|signed off|beschlossen)\b/i;
const PROBLEM =
	/\b(?:error|errors|fail\w{0,4}|exception|fatal|critical|panic|timeout|timed out|refused|denied|crash\w{0,3}|risk\w{0,2}|problem\w{0,1}|issue\w{0,1}|delay\w{0,2}|loss\w{0,2}|breach|penalt\w{1,3}|terminat\w{1,5}|liab\w{1,6}|warn\w{0,4}|unclear|missing|lack\w{0,3}|concern\w{0,3}|however|unable)\b/i;
const POSITIVE =
	/\b(?:good|great|excellent|happy|success\w{0,5}|improv\w{1,5}|increas\w{1,3}|growth|grew|gain\w{0,2}|love\w{0,2}|best|better|strong|won|win|thank\w{0,4}|pleased|positive|benefit\w{0,2}|reliable|easy|fast|helpful|recover\w{0,3}|resolved|delighted)\b/gi;
const NEGATIVE =
	/\b(?:bad|poor|terrible|awful|unhappy|fail\w{0,4}|worse|worst|loss\w{0,2}|lost|decline\w{0,1}|declin\w{1,3}|problem\w{0,1}|slow|broken|angry|hate\w{0,1}|weak|negative|error\w{0,1}|crash\w{0,3}|late|delay\w{0,2}|disappoint\w{1,4}|difficult|complain\w{0,3}|unreliable|never)\b/gi;

export function isAction({ text }: Passage): boolean {
	return ACTION.test(text);
}

export function isDecision({ text }: Passage): boolean {
	return DECISION.test(text);
}

export function isQuestion({ text }: Passage): boolean {
	return text.trimEnd().endsWith('?');
}

export function isProblem({ text }: Passage): boolean {
	return PROBLEM.test(text);
}

/** Above 0 for words that praise, below for words that complain. */
export function moodOf(text: string): number {
	return (text.match(POSITIVE)?.length ?? 0) - (text.match(NEGATIVE)?.length ?? 0);
}

/** What makes a line of code worth a second look, in words, else nothing. */
export function suspicionOf({ text }: Passage): string | undefined {
	const start = text.slice(0, 2000);
	return SUSPICIONS.find(([pattern]) => pattern.test(start))?.[1];
}

const SUSPICIONS: readonly (readonly [RegExp, string])[] = [
	[/\b(?:TODO|FIXME|XXX|HACK)\b/, 'A note about unfinished work'],
	[
		/\bcatch\b\s*(?:\([^)]{0,80}\))?\s*\{\s*\}|\bexcept\b[^:]{0,80}:\s*pass\b/,
		'An error is swallowed'
	],
	[/\bexcept\s*:/, 'Every exception is caught'],
	[/\beval\s*\(|\bnew Function\s*\(|\bexec\s*\(/, 'Text is run as code'],
	[
		/(?:password|passwd|secret|api_?key|token)\s{0,3}[:=]\s{0,3}["'][^"']{4,80}["']/i,
		'A secret in the source'
	],
	[/\bSELECT\b.{0,200}(?:["']\s*\+|\$\{|%s)/i, 'A query put together from strings'],
	[/\binnerHTML\s*=|\bdangerouslySetInnerHTML|\{@html/, 'HTML from a string'],
	[/\b(?:os\.system|shell=True|child_process|Runtime\.getRuntime)\b/, 'A shell command'],
	[/[^=!]==[^=]\s?(?:null|undefined|''|"")/, 'A loose comparison'],
	[/:\s*any\b|\bas any\b/, 'The type any'],
	[/\b(?:console\.log|print|System\.out\.println)\s*\(/, 'Output left in the code'],
	[/^.{121,}$/, 'A line of more than 120 characters']
];
