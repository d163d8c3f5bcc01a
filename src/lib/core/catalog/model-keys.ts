import type { LoadedInstance, ModelInfo } from '#lib/protocol/service-schemas.ts';

/** The models that are chosen where they are present; the embedding model's quantisation is a preference only. */
export const DEFAULT_MODELS = {
	chat: 'llama-3.2-3b-instruct',
	embedding: 'text-embedding-nomic-embed-text-v1.5@f16'
} as const;

/** A key without its `@quantisation`, in lower case: LM Studio matches keys without regard to case and lists either form. */
export function plainKey(key: string): string {
	const at = key.lastIndexOf('@');
	return (at > 0 ? key.slice(0, at) : key).toLowerCase();
}

/** Whether two keys name the same model, whatever its quantisation. */
export function isSameModel(key: string, other: string): boolean {
	return plainKey(key) === plainKey(other);
}

/**
 * The model that `key` names: the very key first, then the one with a loaded instance of that very id, then a key that
 * differs in case only, then one that differs in quantisation, too.
 */
export function findModel(models: readonly ModelInfo[], key: string): ModelInfo | undefined {
	return (
		models.find((model) => model.key === key) ??
		models.find((model) => model.loaded.some((instance) => instance.id === key)) ??
		models.find((model) => model.key.toLowerCase() === key.toLowerCase()) ??
		models.find((model) => isSameModel(model.key, key))
	);
}

/** The copy in memory that answers for `key`: the instance of that id, else the one with the largest context. */
export function findInstance(
	models: readonly ModelInfo[],
	key: string
): LoadedInstance | undefined {
	const loaded = findModel(models, key)?.loaded ?? [];
	return (
		loaded.find((instance) => instance.id === key) ??
		loaded.toSorted((a, b) => (b.context_length ?? 0) - (a.context_length ?? 0))[0]
	);
}
