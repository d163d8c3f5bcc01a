/** Every message of the bus as one union, and how one is read from outside. */
import {
	AgentActionData,
	ChatMessageData,
	FinalMeta,
	FinishReason,
	LlmChunkData,
	LlmRequestData,
	Usage
} from './chat-schemas.ts';
import { envelopeFields } from './envelope.ts';
import {
	CancelData,
	EmbeddingRequestData,
	EmbeddingResultData,
	ErrorData,
	GraphUpdateData,
	LlmProgressData,
	ModelsRequestData,
	ModelsStateData,
	RequestStartedData
} from './service-schemas.ts';
import { z } from './zod.ts';

/** Whether a chunk is answer or thought. Plain clients get text only. */
export const ChunkKind = z.enum(['text', 'reasoning']);
export type ChunkKind = z.infer<typeof ChunkKind>;

export const LlmRequest = z.object({
	type: z.literal('llm_request'),
	data: LlmRequestData,
	...envelopeFields
});
export const LlmChunk = z.object({
	type: z.literal('llm_chunk'),
	data: LlmChunkData,
	...envelopeFields,
	/** Absent: `text`. */
	kind: z.optional(ChunkKind),
	/** Where the chunk starts in the answer, in UTF-16 units, counted per kind. Applying a chunk twice changes nothing. */
	off: z.optional(z.int().check(z.minimum(0))),
	/** On the final chunk only. */
	meta: z.optional(FinalMeta)
});
/** Beside `data` of the final `chat_message`. */
export const ChatMeta = z.object({
	citations: z.optional(z.array(z.unknown())),
	/** Tokens of every call of the run together. */
	usage: z.optional(Usage),
	/** How the answer ended; a part of one is never given as the whole. */
	finish_reason: z.optional(FinishReason),
	/** The instance that wrote the answer. */
	model: z.optional(z.string())
});
export const ChatMessage = z.object({
	type: z.literal('chat_message'),
	data: ChatMessageData,
	...envelopeFields,
	meta: z.optional(ChatMeta)
});
export const AgentAction = z.object({
	type: z.literal('agent_action'),
	data: AgentActionData,
	...envelopeFields
});
export const LlmProgress = z.object({
	type: z.literal('llm_progress'),
	data: LlmProgressData,
	...envelopeFields
});
export const RequestStarted = z.object({
	type: z.literal('request_started'),
	data: RequestStartedData,
	...envelopeFields
});
export const Cancel = z.object({ type: z.literal('cancel'), data: CancelData, ...envelopeFields });
export const ModelsRequest = z.object({
	type: z.literal('models_request'),
	data: ModelsRequestData,
	...envelopeFields
});
export const ModelsState = z.object({
	type: z.literal('models_state'),
	data: ModelsStateData,
	...envelopeFields
});
export const EmbeddingRequest = z.object({
	type: z.literal('embedding_request'),
	data: EmbeddingRequestData,
	...envelopeFields
});
export const EmbeddingResult = z.object({
	type: z.literal('embedding_result'),
	data: EmbeddingResultData,
	...envelopeFields
});
export const GraphUpdate = z.object({
	type: z.literal('graph_update'),
	data: GraphUpdateData,
	...envelopeFields
});
export const ErrorMessage = z.object({
	type: z.literal('error'),
	data: ErrorData,
	...envelopeFields
});

/** A message whose type we know. Unknown keys are dropped when one is read. */
export const Message = z.discriminatedUnion('type', [
	LlmRequest,
	LlmChunk,
	ChatMessage,
	AgentAction,
	LlmProgress,
	RequestStarted,
	Cancel,
	ModelsRequest,
	ModelsState,
	EmbeddingRequest,
	EmbeddingResult,
	GraphUpdate,
	ErrorMessage
]);
export type Message = z.infer<typeof Message>;
export type MessageType = Message['type'];
export type MessageOf<Type extends MessageType> = Extract<Message, { type: Type }>;

/** A message of a type that this version does not know: kept and shown in the inspector, never acted on. */
export const UnknownMessage = z.object({
	type: z.string(),
	data: z.optional(z.unknown()),
	...envelopeFields
});
export type UnknownMessage = z.infer<typeof UnknownMessage>;
