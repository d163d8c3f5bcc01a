import type { Clock } from '#lib/core/ports.ts';
import type { Caret } from './caret.ts';
import type { AnswerEvidence } from './evidence.ts';

/** What the elements of one answer share. */
export interface AnswerTools {
	/** Puts a block of code on the clipboard. */
	readonly copy: ((text: string) => Promise<void>) | undefined;
	/** Saves a block of code as a file. */
	readonly download: ((fileName: string, text: string, mediaType: string) => void) | undefined;
	readonly evidence: AnswerEvidence | undefined;
	/** Lets much that has to be done be done in portions. Without it all is done at once. */
	readonly clock?: Clock | undefined;
	/** How many more formulas may be drawn. */
	readonly formulas: { left: number };
	readonly caret: Caret;
}
