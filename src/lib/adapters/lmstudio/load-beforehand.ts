import { findModel } from '#lib/core/catalog/model-keys.ts';
import type { GenerationRequest, ModelClient } from '#lib/core/ports.ts';
import type { Answer } from './answer.ts';
import type { Server } from './server.ts';

/**
 * Loads the model of a request to the OpenAI-like interface, which itself loads with the server's default context and
 * takes no other. Does nothing where the model is loaded already, by whatever context, where the request asks for none,
 * and where the server cannot be told to load.
 *
 * @throws {ModelClientError}
 */
export async function loadBeforehand(
	{ memory }: Server,
	load: ModelClient['load'],
	{ model, contextLength }: GenerationRequest,
	{ answer, signal }: { answer: Answer; signal: AbortSignal }
): Promise<void> {
	const isMissing = findModel(memory.models, model)?.loaded.length === 0;
	if (contextLength === undefined || memory.lacksNativeChat || !isMissing) return;
	answer.addProgress('load_progress', undefined);
	await load({ model, contextLength }, signal);
}
