/** Lists of models in the three forms that servers send, read tolerantly and told as one. */
import type { LoadedInstance, ModelInfo } from '#lib/protocol/service-schemas.ts';
import { z } from '#lib/protocol/zod.ts';
import { maybe } from './maybe.ts';
import { withoutGaps } from './without-gaps.ts';

/** A model as the server lists it. */
export interface ListedModel {
	info: ModelInfo;
	/** Its downloaded quantisations by full name, such as `key@q4_k_m`. */
	variants: readonly string[];
}

const Name = z.string().check(z.minLength(1));
const Count = z.number().check(z.positive());
const Entries = z.array(z.unknown());

const NativeInstance = z.object({
	id: Name,
	config: maybe(z.object({ context_length: maybe(Count), parallel: maybe(Count) }))
});

const NativeModel = z.object({
	key: Name,
	type: maybe(z.string()),
	display_name: maybe(Name),
	publisher: maybe(Name),
	quantization: maybe(z.object({ name: maybe(Name) })),
	params_string: maybe(Name),
	size_bytes: maybe(Count),
	max_context_length: maybe(Count),
	loaded_instances: maybe(Entries),
	capabilities: maybe(
		z.object({
			vision: maybe(z.boolean()),
			trained_for_tool_use: maybe(z.boolean()),
			reasoning: maybe(z.object({ allowed_options: maybe(z.array(z.string())) }))
		})
	),
	variants: maybe(z.array(z.string()))
});

const OlderModel = z.object({
	id: Name,
	type: maybe(z.string()),
	publisher: maybe(Name),
	quantization: maybe(Name),
	state: maybe(z.string()),
	max_context_length: maybe(Count),
	loaded_context_length: maybe(Count),
	capabilities: maybe(z.array(z.string()))
});

const OpenAiModel = z.object({ id: Name });

/** Reads `GET /api/v1/models`; `undefined` where the body is no such list. An entry that does not fit is left out. */
export function readNativeModels(body: unknown): ListedModel[] | undefined {
	const list = z.object({ models: Entries }).safeParse(body);
	return list.success ? entries(NativeModel, list.data.models).map(fromNative) : undefined;
}

/** Reads `GET /api/v0/models`, of which `type` or `state` is the mark. */
export function readOlderModels(body: unknown): ListedModel[] | undefined {
	const list = z.object({ data: Entries }).safeParse(body);
	if (!list.success) return undefined;
	const models = entries(OlderModel, list.data.data);
	const isOlderList =
		list.data.data.length === 0 || models.some(({ type, state }) => (type ?? state) !== undefined);
	return isOlderList ? models.map(fromOlder) : undefined;
}

/** Reads `GET /v1/models`, which tells names only: neither kind nor what is loaded. */
export function readOpenAiModels(body: unknown): ListedModel[] | undefined {
	const list = z.object({ data: Entries }).safeParse(body);
	return list.success
		? entries(OpenAiModel, list.data.data).map(({ id }) =>
				listed({ key: id, kind: kindOf(id, undefined), display_name: id, loaded: [] })
			)
		: undefined;
}

function fromNative(model: z.infer<typeof NativeModel>): ListedModel {
	const { capabilities } = model;
	return listed(
		{
			key: model.key,
			kind: kindOf(model.key, model.type),
			display_name: model.display_name ?? model.key,
			publisher: model.publisher,
			quantization: model.quantization?.name,
			parameters: model.params_string,
			size_bytes: model.size_bytes,
			max_context_length: model.max_context_length,
			reasoning_options: capabilities?.reasoning?.allowed_options,
			vision: capabilities?.vision,
			tool_use: capabilities?.trained_for_tool_use,
			loaded: entries(NativeInstance, model.loaded_instances ?? []).map(
				({ id, config }): LoadedInstance =>
					withoutGaps({ id, context_length: config?.context_length, parallel: config?.parallel })
			)
		},
		model.variants
	);
}

function fromOlder(model: z.infer<typeof OlderModel>): ListedModel {
	return listed({
		key: model.id,
		kind: kindOf(model.id, model.type),
		display_name: model.id,
		publisher: model.publisher,
		quantization: model.quantization,
		max_context_length: model.max_context_length,
		vision: model.type === 'llm' || model.type === 'vlm' ? model.type === 'vlm' : undefined,
		tool_use: model.capabilities?.includes('tool_use'),
		loaded:
			model.state === 'loaded'
				? [withoutGaps({ id: model.id, context_length: model.loaded_context_length })]
				: []
	});
}

/** LM Studio names embedding models by this prefix, and takes some that it cannot identify for chat models. */
function kindOf(name: string, type: string | undefined): ModelInfo['kind'] {
	const isEmbedding =
		type === 'embedding' || type === 'embeddings' || /^text-embedding-/i.test(name);
	return isEmbedding ? 'embedding' : 'chat';
}

function listed(info: ModelInfo, variants: readonly string[] = []): ListedModel {
	return { info: withoutGaps(info), variants };
}

function entries<Schema extends z.ZodMiniType>(
	schema: Schema,
	values: readonly unknown[]
): z.output<Schema>[] {
	return values.flatMap((value) => {
		const result = schema.safeParse(value);
		return result.success ? [result.data] : [];
	});
}
