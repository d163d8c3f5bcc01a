/** A turn of a chat, as it is shown and as it is stored. */
import type { ChatStep, ChatTurn } from '#lib/core/agents/chat-fold.ts';
import type { StoredStep, StoredTurn } from './chat-records.ts';

/** A turn with what only its record says. */
export interface KeptTurn {
	/** Epoch milliseconds. */
	askedAt: number;
	/** The turn that first brought the text that the question is about. */
	textOf: string | undefined;
	/** It has been read from its record. */
	isStored: boolean;
	turn: ChatTurn;
}

/** The record of a turn; `undefined` where the question itself was not heard. */
export function storedForm({ askedAt, textOf, turn }: KeptTurn): StoredTurn | undefined {
	if (!turn.asked) return undefined;
	const { context: _, workspace: __, ...asked } = turn.asked;
	const { earlier, error, meta } = turn;
	return {
		type: 'chat_turn',
		id: turn.requestId,
		asked_at: askedAt,
		asked,
		status: turn.status,
		steps: turn.steps.map(storedStep),
		text: turn.text,
		reasoning: turn.reasoning,
		reasoning_ms: turn.reasoningMs,
		text_of: textOf,
		earlier,
		error,
		meta
	};
}

/** The turn of a record, with the text that its question is about. */
export function shownForm(stored: StoredTurn, context: string | undefined): KeptTurn {
	const { earlier, error, meta } = stored;
	return {
		askedAt: stored.asked_at,
		textOf: stored.text_of,
		isStored: true,
		turn: {
			requestId: stored.id,
			asked: { ...stored.asked, ...(context === undefined ? {} : { context }) },
			from: undefined,
			status: stored.status,
			progress: undefined,
			steps: stored.steps.map(shownStep),
			text: stored.text,
			growing: undefined,
			reasoning: stored.reasoning,
			reasoningMs: stored.reasoning_ms,
			earlier,
			error,
			meta
		}
	};
}

function storedStep({ runId, phase: _, ...step }: ChatStep): StoredStep {
	return { run_id: runId, ...step };
}

function shownStep({ run_id: runId, ...step }: StoredStep): ChatStep {
	const { task, problem, seconds, usage } = step;
	return { ...step, runId, task, problem, seconds, usage, phase: undefined };
}

/** The turn as one whose page is gone: what had come of it is kept. */
export function interrupted(kept: KeptTurn): KeptTurn {
	const steps = kept.turn.steps.map((step) =>
		step.state === 'running' || step.state === 'planned'
			? { ...step, state: 'stopped' as const }
			: step
	);
	return { ...kept, turn: { ...kept.turn, status: 'interrupted', steps } };
}
