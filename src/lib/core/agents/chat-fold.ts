import type { ChatMessageData, Usage } from '#lib/protocol/chat-schemas.ts';
import { readAgentAction, type KnownAgentAction } from '#lib/protocol/agent-actions.ts';
import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { ErrorData, Phase } from '#lib/protocol/service-schemas.ts';
import { createReasoningTimer } from '#lib/core/analysis/reasoning-timer.ts';
import { isRunning, STATUS_OF } from '#lib/core/analysis/run-fold.ts';
import type { GrowingText } from '#lib/core/markdown/growing-markdown.ts';
import { Pieces } from '#lib/core/markdown/pieces.ts';

/** How an answer stands. `asking`: specialists are at work. Each of the last five is an ending of its own. */
export type ChatStatus =
	Phase | 'asking' | 'done' | 'length' | 'stopped' | 'interrupted' | 'failed';

/** One agent of a run, up to now. */
export interface ChatStep {
	runId: string;
	agent: string;
	title: string;
	task: string | undefined;
	state: 'planned' | 'running' | 'finished' | 'cut' | 'stopped' | 'failed';
	phase: Phase | undefined;
	/** What a specialist has written; empty for the one that writes the answer. */
	text: string;
	/** Why it failed. */
	problem: string | undefined;
	seconds: number | undefined;
	usage: Usage | undefined;
}

/** A question and what came of it, up to now. Replaced, never changed. */
export interface ChatTurn {
	requestId: string;
	/** `undefined` where the question itself was not heard. */
	asked: ChatMessageData | undefined;
	/** Who asked, as the channel names them. */
	from: string | undefined;
	status: ChatStatus;
	/** How far the phase has come, 0 … 1, where the server tells. */
	progress: number | undefined;
	steps: readonly ChatStep[];
	text: string;
	/** The same text, where all of it was heard here: a part can be read without putting the whole together. */
	growing: GrowingText | undefined;
	reasoning: string;
	/** As in a run; `undefined` where it was not watched. */
	reasoningMs: number | undefined;
	/** Earlier turns that went along with this question, and those that had no room. */
	earlier: { sent: number; left_out: number } | undefined;
	error: ErrorData | undefined;
	meta: MessageOf<'chat_message'>['meta'];
}

/** Folds the messages of one chat request into a {@link ChatTurn}. */
export interface ChatFold {
	/** @param nowMs monotonic milliseconds */
	apply: (message: Message, nowMs: number) => void;
	/** Takes in what a page before this one knew of it: the whole question, and a beginning that is not told any more. */
	know: (known: ChatTurn) => void;
	view: () => ChatTurn;
}

/** Whether an answer is under way. */
export function isAnswering(status: ChatStatus): boolean {
	return status === 'asking' || isRunning(status);
}

/**
 * Makes the fold of a request.
 *
 * @param known what is known of it already, such as from a page before this one
 */
export function createChatFold(
	requestId: string,
	asked: ChatMessageData | undefined,
	from: string | undefined,
	known?: ChatTurn
): ChatFold {
	// What is read from a record is read anew as a whole each time.
	let timeReasoning = createReasoningTimer(known);
	let pieces = known ? undefined : new Pieces();
	const turn: ChatTurn = {
		requestId,
		asked,
		from,
		status: 'queued',
		progress: undefined,
		steps: [],
		text: '',
		reasoning: '',
		reasoningMs: undefined,
		earlier: undefined,
		error: undefined,
		meta: undefined,
		...known,
		growing: pieces
	};

	function replaceText(text: string) {
		if (text === turn.text) return;
		turn.text = text;
		if (!pieces) return;
		pieces = new Pieces();
		pieces.add(text);
		turn.growing = pieces;
	}

	function addText(chunk: string, off = turn.text.length) {
		if (off < turn.text.length) {
			replaceText(put(turn.text, chunk, off));
			return;
		}
		turn.text += chunk;
		pieces?.add(chunk);
	}

	function change(runId: string | undefined, fields: Partial<ChatStep>) {
		turn.steps = turn.steps.map((step) => (step.runId === runId ? { ...step, ...fields } : step));
	}

	function applyAction({ data, run_id: runId, parent_id }: MessageOf<'agent_action'>) {
		const action = readAgentAction(data);
		if (!action) return;
		if (action.action === 'plan_ready') {
			turn.steps = action.steps.map(plannedStep);
			if (action.steps.length > 1) turn.status = 'asking';
		} else if (runId !== undefined && parent_id !== undefined) {
			// Who joins in the middle has not heard the plan.
			if (action.action === 'agent_started' && !turn.steps.some((step) => step.runId === runId)) {
				const { agent, title } = action;
				turn.steps = [...turn.steps, plannedStep({ run_id: runId, agent, title })];
			}
			if (action.action === 'agent_started' && action.earlier) turn.earlier = action.earlier;
			change(runId, changeOf(action));
		}
	}

	function applyChunk(chunk: MessageOf<'llm_chunk'>, nowMs: number) {
		const { data, kind = 'text', off, run_id, parent_id } = chunk;
		if (data.is_final) return;
		// What was taken for over is going on.
		if (!isAnswering(turn.status)) turn.status = parent_id === undefined ? 'writing' : 'asking';
		if (parent_id === undefined) {
			turn.reasoningMs = timeReasoning(kind, nowMs);
			if (kind === 'text') addText(data.chunk, off);
			else turn.reasoning = put(turn.reasoning, data.chunk, off);
		} else if (kind === 'text') {
			const before = turn.steps.find((step) => step.runId === run_id);
			if (before) change(run_id, { text: put(before.text, data.chunk, off) });
		}
	}

	/** The same object until something changes. */
	let view: ChatTurn | undefined;

	return {
		know(known) {
			view = undefined;
			const { asked, text, reasoning, steps } = known;
			turn.asked = asked ?? turn.asked;
			if (text.length > turn.text.length) replaceText(text);
			if (reasoning.length > turn.reasoning.length) {
				turn.reasoning = reasoning;
				turn.reasoningMs = known.reasoningMs;
				timeReasoning = createReasoningTimer(turn);
			}
			if (turn.steps.length === 0) turn.steps = steps;
		},
		apply(message, nowMs) {
			view = undefined;
			switch (message.type) {
				case 'agent_action':
					applyAction(message);
					return;
				case 'llm_chunk':
					applyChunk(message, nowMs);
					return;
				case 'llm_progress':
					turn.status = message.data.phase;
					turn.progress = message.data.progress;
					return;
				case 'error':
					turn.error = message.data;
					return;
				case 'chat_message':
					if (message.data.is_final !== true) return;
					turn.meta = message.meta;
					turn.status = STATUS_OF[message.meta?.finish_reason ?? (turn.error ? 'error' : 'stop')];
					turn.progress = undefined;
					// The whole, also for who heard only a part of the chunks.
					if (message.data.content !== '') replaceText(message.data.content);
					return;
				default:
					return;
			}
		},
		view: () => (view ??= { ...turn })
	};
}

function plannedStep(planned: {
	run_id: string;
	agent: string;
	title: string;
	task?: string | undefined;
}): ChatStep {
	return {
		runId: planned.run_id,
		agent: planned.agent,
		title: planned.title,
		task: planned.task,
		state: 'planned',
		phase: undefined,
		text: '',
		problem: undefined,
		seconds: undefined,
		usage: undefined
	};
}

function changeOf(action: KnownAgentAction): Partial<ChatStep> {
	switch (action.action) {
		case 'plan_started':
		case 'plan_ready':
			return {};
		case 'agent_started':
			return { state: 'running' };
		case 'progress':
			return { phase: action.phase };
		case 'agent_finished':
			return {
				state: action.finish_reason === 'length' ? 'cut' : 'finished',
				seconds: action.seconds,
				usage: action.usage,
				...(action.text === undefined ? {} : { text: action.text })
			};
		case 'agent_failed':
			if (action.code === 'cancelled') return { state: 'stopped' };
			return { state: 'failed', problem: [action.message, action.suggestion].join(' ').trim() };
	}
}

/** Applying a chunk a second time changes nothing: `off` says where it belongs. */
function put(known: string, chunk: string, off = known.length): string {
	return (off === known.length ? known : known.slice(0, off)) + chunk;
}
