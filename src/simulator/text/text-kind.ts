/** What a text looks like. */
export type TextKind =
	'article' | 'report' | 'email' | 'chat' | 'log' | 'code' | 'contract' | 'table';

const SAMPLE_LINES = 200;
const LOG_LINE =
	/^\W{0,3}(?:\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|\d{2}:\d{2}:\d{2}|[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2})|\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[\]:\s]/;
const CODE_LINE =
	/^\s*(?:import\s|export\s|from\s+\S+\s+import|#include|package\s\S+;|using\s\S+;|(?:async\s+)?function\b|def\s\w+\(|class\s\w+|(?:public|private|protected|static)\s|const\s\w+|let\s\w+|var\s\w+|func\s|fn\s|return\b.*;|if\s*\(|for\s*\(|while\s*\(|\}\s*(?:else|catch|finally)?|@\w+|\/\/|\/\*)|[;{}]\s*$/;
const CHAT_LINE = /^\[?[\d:.\-/ ]{0,20}\]?\s?[\p{Lu}][\p{L}. ]{1,24}:\s/u;
const TABLE_LINE = /^(?:[^,;\t|]{0,60}[,;\t|]){3}/;

/** Guesses the kind from the form of the first lines. */
export function textKindOf(text: string): TextKind {
	const lines = text
		.slice(0, 100_000)
		.split('\n', SAMPLE_LINES * 2)
		.map((line) => line.replace(/^[ \t]*L?\d{1,7}(?: ?\| ?|: )/, '').slice(0, 300))
		.filter((line) => line.trim() !== '')
		.slice(0, SAMPLE_LINES);
	const share = (pattern: RegExp) =>
		lines.filter((line) => pattern.test(line)).length / Math.max(1, lines.length);
	if (share(LOG_LINE) > 0.4) return 'log';
	if (lines.length > 2 && share(CODE_LINE) > 0.35) return 'code';
	const start = text.slice(0, 4000);
	if (/^(?:From|To|Subject|Date):\s/m.test(start) && /^Subject:\s/m.test(start)) return 'email';
	if (lines.length > 3 && share(CHAT_LINE) > 0.5) return 'chat';
	if (lines.length > 2 && share(TABLE_LINE) > 0.7) return 'table';
	if (/\b(?:hereinafter|the parties|this agreement|terminat\w+ for cause)\b/i.test(start)) {
		return 'contract';
	}
	return /^#{1,3} |\b(?:findings|quarter|recommendations?)\b/im.test(start) ? 'report' : 'article';
}
