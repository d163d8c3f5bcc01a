import type { ModelDefinition } from './model-definition.ts';
import { createSlots, type Slots } from './slots.ts';

/** A model in memory. */
export interface Instance {
	/** The model's key, with `:2`, `:3`… from the second instance on. */
	id: string;
	definition: ModelDefinition;
	/** As `loaded_instances[].config` shows it. */
	config: Readonly<Record<string, unknown>>;
	contextLength: number;
	/** Loaded by a request that named it, and so subject to idle time and eviction. */
	isJit: boolean;
	idleLimitMs: number;
	lastUsedAt: number;
	slots: Slots;
	/** Aborts when the instance is unloaded, which cuts what it is generating. */
	unloaded: AbortController;
}

/** What a load may ask for. */
export interface LoadRequest {
	contextLength?: number | undefined;
	evalBatchSize?: number | undefined;
	flashAttention?: boolean | undefined;
	experts?: number | undefined;
	offloadKvCache?: boolean | undefined;
	isJit: boolean;
	/** Idle seconds until a model loaded on request is unloaded. */
	ttlSeconds?: number | undefined;
}

/** Predictions one instance runs at once; more wait. */
const PARALLEL = 4;
const DEFAULT_TTL_SECONDS = 3600;
const DEFAULT_BATCH_SIZE = 512;

/** The context a load is granted: never more than the model's maximum, nor than `grantAtMost`. */
function grantedContext(definition: ModelDefinition, asked: number, grantAtMost: number): number {
	return Math.max(1, Math.floor(Math.min(asked, definition.maxContextLength, grantAtMost)));
}

export function createInstance(
	id: string,
	definition: ModelDefinition,
	request: LoadRequest,
	limits: { defaultContextLength?: number | undefined; grantAtMost: number; now: number }
): Instance {
	const asked =
		request.contextLength ?? limits.defaultContextLength ?? definition.defaultContextLength;
	const contextLength = grantedContext(definition, asked, limits.grantAtMost);
	return {
		id,
		definition,
		config: configOf(definition, contextLength, request),
		contextLength,
		isJit: request.isJit,
		idleLimitMs: (request.ttlSeconds ?? DEFAULT_TTL_SECONDS) * 1000,
		lastUsedAt: limits.now,
		slots: createSlots(PARALLEL),
		unloaded: new AbortController()
	};
}

function configOf(
	definition: ModelDefinition,
	contextLength: number,
	request: LoadRequest
): Record<string, unknown> {
	const config = { context_length: contextLength };
	if (definition.type === 'embedding') return config;
	if (definition.format === 'mlx') {
		return { ...config, parallel: PARALLEL, ...definition.extraConfig };
	}
	const experts = request.experts ?? definition.experts;
	return {
		...config,
		eval_batch_size: request.evalBatchSize ?? DEFAULT_BATCH_SIZE,
		parallel: PARALLEL,
		flash_attention: request.flashAttention ?? true,
		...(experts === undefined ? {} : { num_experts: experts }),
		offload_kv_cache_to_gpu: request.offloadKvCache ?? true,
		...definition.extraConfig
	};
}
