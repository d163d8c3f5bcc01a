/**
 * The four given message types. They are a public contract: a client that knows only these works against the relay, so
 * nothing is ever added inside `data` of what a service sends with them.
 */
import { z } from './zod.ts';

/** A template variable as it travels. Lists and objects are for templates that loop. */
export const VariableValue = z.union([
	z.string(),
	z.number(),
	z.boolean(),
	z.array(z.unknown()),
	z.record(z.string(), z.unknown())
]);
export type VariableValue = z.infer<typeof VariableValue>;

/** How hard a reasoning model should think. `default` is never sent: leaving the field out says the same. */
export const ReasoningEffort = z.enum(['off', 'on', 'low', 'medium', 'high', 'xhigh']);
export type ReasoningEffort = z.infer<typeof ReasoningEffort>;

/** Settings of one run. What is absent is left to the template, then to the server. */
export const RequestOptions = z.object({
	/** 0 … 2; the native endpoint takes at most 1. */
	temperature: z.optional(z.number().check(z.minimum(0), z.maximum(2))),
	/** The most tokens the answer may have. */
	max_output_tokens: z.optional(z.int().check(z.minimum(1))),
	/** Context to load the model with when this request has to load it. Ignored for a model that is loaded. */
	context_length: z.optional(z.int().check(z.minimum(1))),
	/** Selects the OpenAI-compatible endpoint: the native one refuses it. */
	seed: z.optional(z.int()),
	reasoning: z.optional(ReasoningEffort),
	top_p: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
	/** Selects the OpenAI-compatible endpoint. */
	stop: z.optional(z.array(z.string()).check(z.maxLength(16)))
});
export type RequestOptions = z.infer<typeof RequestOptions>;

/** What a person says about a text. Templates read it as `{{@metadata.domain}}`; the run keeps it. */
export const RequestMetadata = z.catchall(
	z.object({ domain: z.optional(z.string()), type: z.optional(z.string()) }),
	z.unknown()
);
export type RequestMetadata = z.infer<typeof RequestMetadata>;

/** Client → service: analyse `content` by `template`. Ends with one `llm_chunk{is_final: true}`. */
export const LlmRequestData = z.object({
	content: z.string(),
	/** The template's id, for example `parsing_analysis`. */
	template: z.string(),
	metadata: z.optional(RequestMetadata),
	variables: z.optional(z.record(z.string(), VariableValue)),
	/** The template's own text, where the person edited it for this run; `template` then only names it. */
	template_source: z.optional(z.string()),
	/** A model's key, or the id of a loaded instance. Absent: the server's choice. */
	model: z.optional(z.string()),
	options: z.optional(RequestOptions),
	/** The answer of a run that broke off, to be continued: the model gets it back as its own words. */
	partial_answer: z.optional(z.string())
});
export type LlmRequestData = z.infer<typeof LlmRequestData>;

/** Service → client: a piece of the answer. The final one has `chunk: ""`: all text came before it. */
export const LlmChunkData = z.object({ chunk: z.string(), is_final: z.boolean() });
export type LlmChunkData = z.infer<typeof LlmChunkData>;

/** How a generation ended. `length`: the answer limit was reached. */
export const FinishReason = z.enum(['stop', 'length', 'cancelled', 'interrupted', 'error']);
export type FinishReason = z.infer<typeof FinishReason>;

/** Token counts as the server reported them; a field is absent where it reported none. */
export const Usage = z.object({
	input_tokens: z.optional(z.number()),
	output_tokens: z.optional(z.number()),
	reasoning_tokens: z.optional(z.number())
});
export type Usage = z.infer<typeof Usage>;

/** Speeds and places, measured by the server where it does, else by us (`measured_by`). */
export const RunStats = z.object({
	tokens_per_second: z.optional(z.number()),
	/** From sending the request to its first token, in seconds. */
	time_to_first_token_seconds: z.optional(z.number()),
	model_load_time_seconds: z.optional(z.number()),
	/** From sending the request to its end, in seconds. */
	total_seconds: z.optional(z.number()),
	/** The loaded context of the instance that answered, in tokens. */
	context_length: z.optional(z.number()),
	/** What we estimated the prompt at before sending it, in tokens. */
	estimated_input_tokens: z.optional(z.number()),
	/** The server reported far fewer input tokens than were estimated: it cut the text. */
	input_was_cut: z.optional(z.boolean()),
	measured_by: z.optional(z.enum(['server', 'client'])),
	endpoint: z.optional(z.enum(['native', 'openai']))
});
export type RunStats = z.infer<typeof RunStats>;

/** Beside `data` of the final `llm_chunk`. */
export const FinalMeta = z.object({
	finish_reason: FinishReason,
	usage: z.optional(Usage),
	stats: z.optional(RunStats),
	/** The instance that really answered, as the server names it. */
	model: z.optional(z.string())
});
export type FinalMeta = z.infer<typeof FinalMeta>;

/**
 * Both ways: a line of the conversation. From a client, without `is_final`, it is a question; the fields below `is_final`
 * are the client's alone. From the service, `is_final` ends the agent run.
 */
export const ChatMessageData = z.object({
	content: z.string(),
	/** The name of the conversation: earlier turns of the same name are known to the next. */
	workspace: z.optional(z.string()),
	is_final: z.optional(z.boolean()),
	/** A text that the question is about. */
	context: z.optional(z.string()),
	/** What the text is called, such as a file's name. */
	context_name: z.optional(z.string()),
	/** The one specialist to ask, a template's id. Absent: chosen by the question and the text. */
	template: z.optional(z.string()),
	/** A model's key, or the id of a loaded instance. Absent: the server's choice. */
	model: z.optional(z.string())
});
export type ChatMessageData = z.infer<typeof ChatMessageData>;

/** Service → client, never the other way: what an agent does. Further fields belong to the action. */
export const AgentActionData = z.catchall(
	z.object({ agent: z.string(), action: z.string() }),
	z.unknown()
);
export type AgentActionData = z.infer<typeof AgentActionData>;
