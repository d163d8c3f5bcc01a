import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import { DEFAULT_MODELS, findModel } from './model-keys.ts';

/**
 * Which model of a kind to use: the person's own choice while it is downloaded, then the default model, then the first
 * that is loaded, then the first there is.
 *
 * @param chosen the key that the person chose for this server, if any
 */
export function chooseModel(
	models: readonly ModelInfo[],
	kind: ModelInfo['kind'],
	chosen?: string
): ModelInfo | undefined {
	const ofKind = models.filter((model) => model.kind === kind);
	return (
		(chosen === undefined ? undefined : findModel(ofKind, chosen)) ??
		findModel(ofKind, DEFAULT_MODELS[kind]) ??
		ofKind.find((model) => model.loaded.length > 0) ??
		ofKind[0]
	);
}
