import type { Passage } from './passages.ts';

export type LogLevel = 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE';

/** Gravest first. */
const ORDER: readonly LogLevel[] = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];
const LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRITICAL|FATAL|PANIC|EMERG)\b/i;
const LEVELS: Readonly<Record<string, LogLevel>> = {
	TRACE: 'TRACE',
	DEBUG: 'DEBUG',
	INFO: 'INFO',
	NOTICE: 'INFO',
	WARN: 'WARN',
	WARNING: 'WARN',
	ERR: 'ERROR',
	ERROR: 'ERROR',
	CRITICAL: 'FATAL',
	FATAL: 'FATAL',
	PANIC: 'FATAL',
	EMERG: 'FATAL'
};
/** A level further right is a word of the message. */
const SEARCHED = 120;

/** The level a log line names near its start, else nothing. */
export function levelOf({ text }: Pick<Passage, 'text'>): LogLevel | undefined {
	const name = LEVEL.exec(text.slice(0, SEARCHED))?.[1];
	return name === undefined ? undefined : LEVELS[name.toUpperCase()];
}

export function isGrave(level: LogLevel | undefined): boolean {
	return level === 'ERROR' || level === 'FATAL';
}

/** How many lines have each level that occurs, gravest first. */
export function countLevels(lines: readonly Passage[]): [LogLevel, number][] {
	const counts = new Map<LogLevel, number>();
	for (const line of lines) {
		const level = levelOf(line);
		if (level) counts.set(level, (counts.get(level) ?? 0) + 1);
	}
	return ORDER.flatMap((level) => {
		const count = counts.get(level);
		return count === undefined ? [] : [[level, count] satisfies [LogLevel, number]];
	});
}
