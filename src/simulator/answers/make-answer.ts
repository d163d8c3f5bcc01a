import type { PromptMessage } from '../generation/prompt.ts';
import type { JsonObject } from '../json.ts';
import { writeCodeReport } from './code-report.ts';
import { fillSchema } from './json/fill-schema.ts';
import { findSkeleton } from './json/skeleton.ts';
import { writeLogReport } from './log-report.ts';
import { joinParts } from './markdown.ts';
import { createMaterial, type Material } from './material.ts';
import {
	writeActionItems,
	writeNames,
	writeQuestionAnswer,
	writeReply,
	writeSentiment,
	writeSummary,
	writeTimeline
} from './prose-report.ts';
import { findCodeUnits } from '../text/code.ts';
import { splitLines } from '../text/passages.ts';
import { levelOf } from '../text/log-levels.ts';
import { readTask, type Intent, type Task } from './read-task.ts';
import { headingsIn, writeUnderHeadings } from './under-headings.ts';

/** First line of every answer that is not JSON. Passages leave it out when such an answer is read again. */
export const NOTE = 'Demo answer, made of sentences from your text. No language model is running.';

/** What a JSON answer has when nothing says what it should have. */
const PLAIN_SHAPE: JsonObject = {
	type: 'object',
	properties: {
		summary: { type: 'string' },
		quotes: { type: 'array', items: { type: 'string' } },
		names: { type: 'array', items: { type: 'string' } }
	}
};

/**
 * Answers without a language model: with pieces of the text that was sent, found by their form. The same messages give
 * the same answer.
 */
export function makeAnswer(
	messages: readonly PromptMessage[],
	schema: JsonObject | undefined
): { text: string; isJson: boolean } {
	const task = readTask(messages);
	const material = createMaterial(task.document, task.question);
	if (schema || task.wantsJson) {
		const shape = schema ?? findSkeleton(task.instructions) ?? PLAIN_SHAPE;
		return { text: JSON.stringify(fillSchema(shape, material), null, 2), isJson: true };
	}
	return { text: joinParts([NOTE, writeReport(task, material)]), isJson: false };
}

function writeReport(task: Task, material: Material): string {
	const headings = headingsIn(task.instructions);
	if (headings.length > 1) return writeUnderHeadings(headings, material);
	switch (intentFor(task.intent, material)) {
		case 'log report':
			return writeLogReport(material);
		case 'code review':
			return writeCodeReport(material);
		case 'question':
			return writeQuestionAnswer(material);
		case 'action items':
			return writeActionItems(material);
		case 'sentiment':
			return writeSentiment(material);
		case 'timeline':
			return writeTimeline(material);
		case 'names':
			return writeNames(material);
		case 'reply':
			return writeReply(material);
		case 'summary':
			return writeSummary(material, task.instructions);
	}
}

/** A log or a piece of code gets its own report unless something definite was asked, and only they get it. */
function intentFor(intent: Intent, material: Material): Intent {
	const isLog = material.kind === 'log' || material.passages().some((line) => levelOf(line));
	const isCode = material.kind === 'code' || findCodeUnits(splitLines(material.text)).length > 0;
	if (intent === 'log report' && isLog) return intent;
	if (intent === 'code review' && isCode) return intent;
	const isOpen = ['summary', 'reply', 'log report', 'code review'].includes(intent);
	if (!isOpen) return intent;
	if (material.kind === 'log') return 'log report';
	if (material.kind === 'code') return 'code review';
	return intent === 'reply' ? 'reply' : 'summary';
}
