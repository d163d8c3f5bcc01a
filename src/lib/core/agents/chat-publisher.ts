import type { FinishReason, Usage } from '#lib/protocol/chat-schemas.ts';
import type { KnownAgentAction, PlannedStep } from '#lib/protocol/agent-actions.ts';
import type { ChunkKind } from '#lib/protocol/message.ts';
import type { LlmProgressData } from '#lib/protocol/service-schemas.ts';
import { createChunkWriter } from '#lib/core/analysis/chunk-writer.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { errorData } from '#lib/core/bus/error-data.ts';
import type { Clock, Failure } from '#lib/core/ports.ts';
import type { Generated, GenerationListener } from './generate-text.ts';

type Success = Extract<Generated, { ok: true }>;
type Details<Action> = Action extends KnownAgentAction ? Omit<Action, 'agent'> : never;

/** What one agent tells of its run. */
export interface AgentTeller extends GenerationListener {
	finished: (result: Success) => void;
	failed: (failure: Failure) => void;
}

/** Publishes everything of one chat request. After its final message it publishes nothing. */
export interface ChatPublisher {
	planStarted: () => void;
	planReady: (steps: readonly PlannedStep[]) => void;
	/** A specialist begins: its chunks carry its run, so that they are told apart from the answer. */
	specialist: (step: PlannedStep) => AgentTeller;
	/** The agent that writes the answer begins: its chunks are the request's own. */
	writer: (step: PlannedStep, earlier: { sent: number; leftOut: number }) => AgentTeller;
	/** Ends the request with the whole answer. */
	answer: (result: Success) => void;
	/** Ends the request with an `error` and an empty final message. */
	fail: (failure: Failure) => void;
	/** Ends the request as stopped by the person. */
	cancel: () => void;
}

/** The agent that makes the plan. It is code today; a model may come to make it. */
const PLANNER = 'planner';

/** Makes the publisher of one chat request. */
export function createChatPublisher(
	bus: Bus,
	clock: Clock,
	requestId: string,
	workspace: string | undefined
): ChatPublisher {
	/** Agents that have started and not ended, by their runs. */
	const open = new Map<string, AgentTeller>();
	const usage: Usage = {};
	let isEnded = false;

	function say(agent: string, runId: string, details: Details<KnownAgentAction>) {
		bus.publish({
			type: 'agent_action',
			request_id: requestId,
			run_id: runId,
			agent,
			// The planner's run is the whole request.
			...(runId === requestId ? {} : { parent_id: requestId }),
			data: { agent, ...details }
		});
	}

	function begin(
		{ agent, run_id: runId, title }: PlannedStep,
		isWriter: boolean,
		earlier?: { sent: number; left_out: number }
	): AgentTeller {
		const startedAt = clock.monotonic();
		const isOpen = () => open.has(runId);
		const beside = isWriter ? {} : { run_id: runId, agent, parent_id: requestId };
		const chunks = createChunkWriter((kind, chunk, off) => {
			bus.publish({
				type: 'llm_chunk',
				request_id: requestId,
				...beside,
				kind,
				off,
				data: { chunk, is_final: false }
			});
		});
		/** Set first: whoever hears of the ending must not end the agent a second time. */
		function close(details: Details<KnownAgentAction>) {
			if (!open.delete(runId)) return;
			chunks.flush();
			say(agent, runId, details);
		}
		const teller: AgentTeller = {
			progress(data) {
				if (!isOpen()) return;
				if (isWriter) bus.publish({ type: 'llm_progress', request_id: requestId, data });
				else say(agent, runId, { action: 'progress', ...briefly(data) });
			},
			delta(kind: ChunkKind, text) {
				if (isOpen()) chunks.write(kind, text);
			},
			finished(result) {
				if (isOpen()) addUp(usage, result.usage);
				close({
					action: 'agent_finished',
					...(isWriter ? {} : { text: result.text }),
					finish_reason: result.reason,
					usage: result.usage,
					seconds: (clock.monotonic() - startedAt) / 1000
				});
			},
			failed({ code, message, suggestion }) {
				close({
					action: 'agent_failed',
					code,
					message,
					...(suggestion === undefined ? {} : { suggestion })
				});
			}
		};
		if (isEnded) return teller;
		open.set(runId, teller);
		say(agent, runId, {
			action: 'agent_started',
			title,
			...(earlier === undefined ? {} : { earlier })
		});
		return teller;
	}

	function end(
		content: string,
		reason: FinishReason,
		{ failure, model }: { failure?: Failure; model?: string | undefined } = {}
	) {
		if (isEnded) return;
		isEnded = true;
		const stopped = { code: 'cancelled', message: 'It was stopped.', retryable: true } as const;
		for (const teller of [...open.values()]) teller.failed(failure ?? stopped);
		if (failure) bus.publish({ type: 'error', request_id: requestId, data: errorData(failure) });
		bus.publish({
			type: 'chat_message',
			request_id: requestId,
			data: { content, ...(workspace === undefined ? {} : { workspace }), is_final: true },
			meta: { finish_reason: reason, usage, ...(model === undefined ? {} : { model }) }
		});
	}

	return {
		planStarted: () => {
			if (!isEnded) say(PLANNER, requestId, { action: 'plan_started' });
		},
		planReady: (steps) => {
			if (!isEnded) say(PLANNER, requestId, { action: 'plan_ready', steps: [...steps] });
		},
		specialist: (step) => begin(step, false),
		writer: (step, { sent, leftOut }) => begin(step, true, { sent, left_out: leftOut }),
		answer: ({ text, reason, model }) => end(text, reason, { model }),
		fail: (failure) =>
			end('', failure.code === 'interrupted' ? 'interrupted' : 'error', { failure }),
		cancel: () => end('', 'cancelled')
	};
}

/** A specialist's progress without the retry's details, which only its own request would show. */
function briefly({ phase, progress }: LlmProgressData) {
	return { phase, ...(progress === undefined ? {} : { progress }) };
}

function addUp(total: Usage, part: Usage) {
	for (const key of ['input_tokens', 'output_tokens', 'reasoning_tokens'] as const) {
		const count = part[key];
		if (count !== undefined) total[key] = (total[key] ?? 0) + count;
	}
}
