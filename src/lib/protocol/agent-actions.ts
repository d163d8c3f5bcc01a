/**
 * The agent actions that the chat service publishes, by name. `agent_action` itself is open, so that a newer service may
 * say more: what is not listed here is shown as it is and not acted on.
 */
import { FinishReason, Usage, type AgentActionData } from './chat-schemas.ts';
import { ErrorCode } from './error-codes.ts';
import { Phase } from './service-schemas.ts';
import { z } from './zod.ts';

const agent = z.string();

/** One thing that will be done for an answer. */
export const PlannedStep = z.object({
	/** The id of the run; the messages of that run carry it beside `data`. */
	run_id: z.string(),
	/** The template's id for a specialist; `assistant` or `synthesis` for who writes the answer. */
	agent,
	/** For people: "Log triage". */
	title: z.string(),
	/** What it is asked, in a sentence; absent where it is asked the question itself. */
	task: z.optional(z.string())
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** An `agent_action` whose action we know. */
export const KnownAgentAction = z.discriminatedUnion('action', [
	z.object({ action: z.literal('plan_started'), agent }),
	/** The last step is the one that writes the answer. */
	z.object({ action: z.literal('plan_ready'), agent, steps: z.array(PlannedStep) }),
	z.object({
		action: z.literal('agent_started'),
		agent,
		title: z.string(),
		/** Earlier turns of the conversation that were sent along, and those that had no room. Only for the answer. */
		earlier: z.optional(z.object({ sent: z.int(), left_out: z.int() }))
	}),
	/** Where the agent's own generation is, as `llm_progress` tells it for a request. */
	z.object({
		action: z.literal('progress'),
		agent,
		phase: Phase,
		progress: z.optional(z.number())
	}),
	z.object({
		action: z.literal('agent_finished'),
		agent,
		/** What a specialist found; the answer itself is in the final `chat_message`. */
		text: z.optional(z.string()),
		/** `length`: it reached its limit and is not whole. */
		finish_reason: FinishReason,
		usage: z.optional(Usage),
		seconds: z.optional(z.number())
	}),
	z.object({
		action: z.literal('agent_failed'),
		agent,
		code: ErrorCode,
		message: z.string(),
		suggestion: z.optional(z.string())
	})
]);
export type KnownAgentAction = z.infer<typeof KnownAgentAction>;

/** Reads what an `agent_action` says; `undefined` for an action that we do not know, or that does not fit. */
export function readAgentAction(data: AgentActionData): KnownAgentAction | undefined {
	return KnownAgentAction.safeParse(data).data;
}
