import type { Bus } from '#lib/core/bus/bus.ts';
import { findInstance, findModel } from '#lib/core/catalog/model-keys.ts';
import type { PromptMessage } from '#lib/core/ports.ts';
import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import type { PromptRecord, StoredReceipt } from './run-records.ts';

/** A shorter text is repeated in the prompt as it is: cutting it out would cut words of the template as well. */
const SHORTEST_CUT = 200;

/** The messages of a prompt, with `null` where the text itself stands: it is stored once, by its hash. */
export function promptRecords(messages: readonly PromptMessage[], content: string): PromptRecord[] {
	return messages.map(({ role, text }) => ({
		role,
		parts:
			content.length < SHORTEST_CUT
				? [text]
				: text.split(content).flatMap((part, index) => (index === 0 ? [part] : [null, part]))
	}));
}

/** The prompt as it was sent, as far as its text is kept. */
export function promptTexts(
	records: readonly PromptRecord[],
	content: string | undefined
): PromptMessage[] {
	return records.map(({ role, parts }) => ({
		role,
		text: parts.map((part) => part ?? content ?? '[the text, which is not kept]').join('')
	}));
}

/** Remembers what the server said of its models, for receipts. */
export function createModelWitness(bus: Bus) {
	let models: readonly ModelInfo[] = [];
	for (const message of bus.journal.messages()) {
		if (message.type === 'models_state') models = message.data.models;
	}
	bus.subscribe({ type: 'models_state' }, ({ data }) => (models = data.models));

	function find(key: string | undefined): StoredReceipt['model'] {
		const model = key === undefined ? undefined : findModel(models, key);
		if (!model) return undefined;
		return {
			key: model.key,
			display_name: model.display_name,
			quantization: model.quantization,
			context_length: findInstance(models, model.key)?.context_length
		};
	}

	return { find };
}
