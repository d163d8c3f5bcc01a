import { ServerFailure } from '../errors.ts';
import type { Instance } from './instance.ts';
import type { ModelDefinition } from './model-definition.ts';

/** The models on disk and those in memory. */
export interface ModelTable {
	readonly definitions: readonly ModelDefinition[];
	readonly instances: readonly Instance[];
	instancesOf: (definition: ModelDefinition) => Instance[];
	/** The downloaded model by that key or variant name, without regard to case. */
	findDefinition: (name: string) => ModelDefinition | undefined;
	/** The id the next instance of a model gets: its key, then `key:2`, `key:3`… */
	nextInstanceId: (definition: ModelDefinition) => string;
	addDefinition: (definition: ModelDefinition) => void;
	addInstance: (instance: Instance) => void;
	/** Unloads, which cuts what the instance is generating. */
	remove: (instance: Instance) => void;
	/** Unloads every model that was loaded on request and has been idle for its limit. */
	removeIdle: (now: number) => void;
}

export function createModelTable(given: readonly ModelDefinition[]): ModelTable {
	const definitions = [...given];
	const instances: Instance[] = [];

	function remove(instance: Instance): void {
		const at = instances.indexOf(instance);
		if (at !== -1) instances.splice(at, 1);
		instance.unloaded.abort();
	}

	return {
		definitions,
		instances,
		instancesOf: (definition) =>
			instances.filter((instance) => instance.definition.key === definition.key),
		findDefinition(name) {
			const wanted = name.toLowerCase();
			return (
				definitions.find(({ key }) => key.toLowerCase() === wanted) ??
				definitions.find(({ variants }) => variants?.some((it) => it.toLowerCase() === wanted))
			);
		},
		nextInstanceId(definition) {
			const taken = new Set(instances.map(({ id }) => id));
			let id = definition.key;
			for (let number = 2; taken.has(id); number += 1) id = `${definition.key}:${number}`;
			return id;
		},
		addDefinition: (definition) => void definitions.push(definition),
		addInstance: (instance) => void instances.push(instance),
		remove,
		removeIdle(now) {
			for (const instance of [...instances]) {
				const isIdle = instance.isJit && instance.slots.busy === 0;
				if (isIdle && now - instance.lastUsedAt > instance.idleLimitMs) remove(instance);
			}
		}
	};
}

/** What a request's `model` came down to. */
export type Target =
	| { state: 'loaded'; instance: Instance; definition: ModelDefinition }
	| { state: 'unloaded'; definition: ModelDefinition };

/**
 * Finds the model a request names. An instance id counts as written, a key without regard to case.
 *
 * @param lenient as the OpenAI endpoints do it: an unknown name is answered by the one chat model that is loaded
 * @throws {ServerFailure} `unknown_model` or `nothing_loaded`
 */
export function findTarget(
	table: ModelTable,
	name: string,
	{ type, jit, lenient }: { type: ModelDefinition['type']; jit: boolean; lenient: boolean }
): Target {
	const loaded = table.instances.filter((instance) => instance.definition.type === type);
	const named = loaded.find(({ id }) => id === name);
	if (named) return found(named);

	const definition = table.findDefinition(name);
	if (definition?.type === type) {
		const [first] = table.instancesOf(definition);
		if (first) return found(first);
		if (jit) return { state: 'unloaded', definition };
	}
	const [only, ...others] = loaded;
	const isOther = definition !== undefined && definition.type !== type;
	if (lenient && type === 'llm' && only && others.length === 0 && !isOther) return found(only);
	throw loaded.length === 0 && (!jit || name === '') ? nothingLoaded() : unknownModel(table, name);
}

function found(instance: Instance): Target {
	return { state: 'loaded', instance, definition: instance.definition };
}

function nothingLoaded(): ServerFailure {
	return new ServerFailure(
		'nothing_loaded',
		"No models loaded. Please load a model in the developer page or use the 'lms load' command."
	);
}

function unknownModel(table: ModelTable, name: string): ServerFailure {
	const examples = table.definitions.map(({ key, quantization }) =>
		key.includes('@') ? key : `${key}@${quantization.name.toLowerCase()}`
	);
	return new ServerFailure(
		'unknown_model',
		`Invalid model identifier "${name}". Please specify a valid downloaded model (e.g., ${examples.join(', ')}).`
	);
}
