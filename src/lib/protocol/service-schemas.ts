/** The message types beside the four given ones: progress, models, embeddings, the graph, errors. */
import { ErrorCode } from './error-codes.ts';
import { z } from './zod.ts';

/** Where a request is. They come in this order; any of them may be left out. */
export const Phase = z.enum(['queued', 'loading_model', 'reading_prompt', 'reasoning', 'writing']);
export type Phase = z.infer<typeof Phase>;

/** Service → client: where a request is, and how far that phase has come. */
export const LlmProgressData = z.object({
	phase: Phase,
	/** 0 … 1 where the server tells. */
	progress: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
	/** Nothing has come for this long after the first token; the connection stands. */
	idle_ms: z.optional(z.number()),
	/** Set while an automatic retry waits: this is attempt `attempt` of `attempts`, due in `delay_ms`. */
	retry: z.optional(
		z.object({ attempt: z.int(), attempts: z.int(), delay_ms: z.number(), code: ErrorCode })
	)
});
export type LlmProgressData = z.infer<typeof LlmProgressData>;

/** Service → client: a request was accepted. Others on the channel see who asked what. */
export const RequestStartedData = z.object({
	request_id: z.string(),
	template: z.string(),
	model: z.optional(z.string()),
	/** SHA-256 of the content, in hexadecimal. */
	content_hash: z.string(),
	from: z.optional(z.string())
});
export type RequestStartedData = z.infer<typeof RequestStartedData>;

/** Client → service: end that request. It still ends with its final message. Unknown ids are ignored. */
export const CancelData = z.object({ request_id: z.string() });
export type CancelData = z.infer<typeof CancelData>;

/** Client → service. Answered by a `models_state`, or by an `error`, that carries this request's id. */
export const ModelsRequestData = z.object({
	/** `use_endpoint` changes over to the server that `models_state.alternative` named, and to no other. */
	action: z.enum(['list', 'load', 'unload', 'use_endpoint']),
	endpoint: z.optional(z.string()),
	/** For `load`: the model's key. */
	model: z.optional(z.string()),
	/** For `unload`: the id of the loaded instance. */
	instance_id: z.optional(z.string()),
	/** For `load`, in tokens. */
	context_length: z.optional(z.int().check(z.minimum(1)))
});
export type ModelsRequestData = z.infer<typeof ModelsRequestData>;

/** A copy of a model in memory. */
export const LoadedInstance = z.object({
	/** What unloading it takes; the same as the model's key for the first copy. */
	id: z.string(),
	/** The context that was granted, in tokens; absent where an older server does not tell. */
	context_length: z.optional(z.number()),
	/** How many requests it answers at once. */
	parallel: z.optional(z.number())
});
export type LoadedInstance = z.infer<typeof LoadedInstance>;

/** A downloaded model, with its copies in memory. */
export const ModelInfo = z.object({
	/** What a request names it by. */
	key: z.string(),
	kind: z.enum(['chat', 'embedding']),
	display_name: z.string(),
	publisher: z.optional(z.string()),
	/** For example `Q4_K_M`. */
	quantization: z.optional(z.string()),
	/** For example `3B`. */
	parameters: z.optional(z.string()),
	size_bytes: z.optional(z.number()),
	/** The most the model itself can take, in tokens; not what is loaded. */
	max_context_length: z.optional(z.number()),
	/** Efforts that the model takes; absent for a model that does not reason. */
	reasoning_options: z.optional(z.array(z.string())),
	vision: z.optional(z.boolean()),
	tool_use: z.optional(z.boolean()),
	loaded: z.array(LoadedInstance)
});
export type ModelInfo = z.infer<typeof ModelInfo>;

/** How the model server is, as the connection badge tells it. */
export const EndpointState = z.enum([
	'connected',
	'connecting',
	'unreachable',
	'cors_blocked',
	'unauthorized',
	'permission_needed',
	'not_lmstudio',
	'no_model',
	'simulated'
]);
export type EndpointState = z.infer<typeof EndpointState>;

/** Service → client: models and the state of their server; also sent unasked when it changes. */
export const ModelsStateData = z.object({
	endpoint_state: EndpointState,
	models: z.array(ModelInfo),
	/** The server's address as the service reaches it. Never holds a token. */
	endpoint: z.optional(z.string()),
	/** What the server speaks: the native API, or only an older one. */
	api: z.optional(z.enum(['v1', 'v0', 'openai'])),
	/** One sentence about what is wrong, where something is. */
	detail: z.optional(z.string()),
	/** Another server that answers now and can be used instead, never chosen by itself. */
	alternative: z.optional(z.string()),
	/** After a `load`: what was asked for and what was granted, in tokens. */
	load: z.optional(
		z.object({
			model: z.string(),
			instance_id: z.string(),
			requested_context_length: z.optional(z.number()),
			granted_context_length: z.optional(z.number()),
			load_time_seconds: z.optional(z.number())
		})
	)
});
export type ModelsStateData = z.infer<typeof ModelsStateData>;

/**
 * Lists are limited where a message names no natural limit: zod reports every item that does not fit, and takes seconds
 * and gigabytes over a few million.
 */
const MAX_TEXTS = 4096;
const MAX_DIMENSIONS = 16_384;
const MAX_GRAPH_ITEMS = 20_000;

/** What vectors are for; embedding models want to be told. */
export const EmbeddingPurpose = z.enum(['document', 'query']);
export type EmbeddingPurpose = z.infer<typeof EmbeddingPurpose>;

/** Client → service. Ends with one `embedding_result`, or one `error`. */
export const EmbeddingRequestData = z.object({
	texts: z.array(z.string()).check(z.maxLength(MAX_TEXTS)),
	purpose: EmbeddingPurpose,
	model: z.optional(z.string())
});
export type EmbeddingRequestData = z.infer<typeof EmbeddingRequestData>;

/** Service → client: one vector of unit length for each text, in the texts' order. */
export const EmbeddingResultData = z.object({
	vectors: z
		.array(z.array(z.number()).check(z.maxLength(MAX_DIMENSIONS)))
		.check(z.maxLength(MAX_TEXTS)),
	model: z.string(),
	dimensions: z.int()
});
export type EmbeddingResultData = z.infer<typeof EmbeddingResultData>;

/** Service → client: the graph store folds these. Nodes and edges replace those of the same id. */
export const GraphUpdateData = z.object({
	nodes: z
		.array(
			z.catchall(
				z.object({ id: z.string(), label: z.string(), kind: z.optional(z.string()) }),
				z.unknown()
			)
		)
		.check(z.maxLength(MAX_GRAPH_ITEMS)),
	edges: z
		.array(
			z.catchall(
				z.object({
					id: z.string(),
					source: z.string(),
					target: z.string(),
					relation: z.optional(z.string())
				}),
				z.unknown()
			)
		)
		.check(z.maxLength(MAX_GRAPH_ITEMS)),
	/** Ids of nodes and edges that are gone. */
	removed: z.array(z.string()).check(z.maxLength(MAX_GRAPH_ITEMS))
});
export type GraphUpdateData = z.infer<typeof GraphUpdateData>;

/** Service → client: a failure, told just before the request's final message. */
export const ErrorData = z.object({
	code: ErrorCode,
	/** What happened. */
	message: z.string(),
	/** What to do about it. */
	suggestion: z.optional(z.string()),
	/** The same request may well succeed later. */
	retryable: z.optional(z.boolean()),
	/** How long to wait before that, where the other side said. */
	retry_after_ms: z.optional(z.number()),
	/** Over a relay: the `id` of the message that was refused. */
	re: z.optional(z.string()),
	/** Paths of what did not fit, at most five. */
	issues: z.optional(z.array(z.string()).check(z.maxLength(5)))
});
export type ErrorData = z.infer<typeof ErrorData>;
