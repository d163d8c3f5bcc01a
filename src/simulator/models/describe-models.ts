import type { JsonObject } from '../json.ts';
import type { ModelDefinition } from './model-definition.ts';
import type { ModelTable } from './model-table.ts';

/** An entry of `GET /api/v1/models`. */
export function describeNative(table: ModelTable, definition: ModelDefinition): JsonObject {
	const { capabilities, type, variants } = definition;
	const isChat = type === 'llm';
	const reasoning = capabilities?.reasoning;
	return {
		type,
		publisher: definition.publisher,
		key: definition.key,
		display_name: definition.displayName,
		...(isChat ? { architecture: definition.architecture } : {}),
		quantization: {
			name: definition.quantization.name,
			bits_per_weight: definition.quantization.bitsPerWeight
		},
		size_bytes: definition.sizeBytes,
		params_string: definition.paramsString,
		loaded_instances: table.instancesOf(definition).map(({ id, config }) => ({ id, config })),
		max_context_length: definition.maxContextLength,
		format: definition.format,
		...(isChat && capabilities
			? {
					capabilities: {
						vision: capabilities.vision,
						trained_for_tool_use: capabilities.trainedForToolUse,
						...(reasoning
							? {
									reasoning: {
										allowed_options: reasoning.allowedOptions,
										default: reasoning.default
									}
								}
							: {})
					}
				}
			: {}),
		...(isChat ? { description: null } : {}),
		...(isChat && variants ? { variants, selected_variant: variants[0] } : {})
	};
}

/** An entry of `GET /api/v0/models`. */
export function describeLegacy(table: ModelTable, definition: ModelDefinition): JsonObject {
	const [instance] = table.instancesOf(definition);
	const isChat = definition.type === 'llm';
	return {
		id: definition.key,
		object: 'model',
		type: isChat ? 'llm' : 'embeddings',
		publisher: definition.publisher,
		arch: definition.architecture,
		compatibility_type: definition.format,
		quantization: definition.quantization.name,
		state: instance ? 'loaded' : 'not-loaded',
		max_context_length: definition.maxContextLength,
		...(instance ? { loaded_context_length: instance.contextLength } : {}),
		...(isChat && definition.capabilities?.trainedForToolUse ? { capabilities: ['tool_use'] } : {})
	};
}

/** An entry of `GET /v1/models`. */
export function describeOpenai(id: string): JsonObject {
	return { id, object: 'model', owned_by: 'organization_owner' };
}
