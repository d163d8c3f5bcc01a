import { findModel, isSameModel } from '#lib/core/catalog/model-keys.ts';
import type { ListedModel } from './read-models.ts';

/** The listed model that a name means, and the name to ask for it by. */
export interface FoundModel {
	model: ListedModel;
	/** The named quantisation where it is downloaded, else the model's key. */
	name: string;
}

export function findListedModel(
	models: readonly ListedModel[],
	name: string
): FoundModel | undefined {
	const info = findModel(
		models.map((model) => model.info),
		name
	);
	const model = models.find((listed) => listed.info === info);
	if (!model) return undefined;
	const variant = model.variants.find((other) => other.toLowerCase() === name.toLowerCase());
	return { model, name: variant ?? model.info.key };
}

/** Whether the asked model is the one that answered, under whatever instance: the second copy is called `key:2`. */
export function isAskedModel(asked: string, answered: string): boolean {
	return isSameModel(asked.replace(/:\d+$/, ''), answered.replace(/:\d+$/, ''));
}
