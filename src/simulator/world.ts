import type { SimulatorClock } from './clock.ts';
import type { Effects, Refusal } from './effects.ts';
import { createIds, type Ids } from './ids.ts';
import { createDownloads, type Downloads } from './models/downloads.ts';
import { createModelLoader, type ModelLoader } from './models/model-loader.ts';
import { createModelTable, type ModelTable } from './models/model-table.ts';
import type { ModelDefinition } from './models/model-definition.ts';
import {
	resolveOptions,
	type Settings,
	type SimulatorChanges,
	type SimulatorOptions
} from './options.ts';
import { findScenario, SCENARIOS } from './scenarios.ts';
import { createStoredResponses, type StoredResponses } from './stored-responses.ts';

/** Everything behind the endpoints that one simulator remembers. */
export interface World {
	readonly settings: Settings;
	readonly effects: Effects;
	readonly models: ModelTable;
	readonly loader: ModelLoader;
	readonly downloads: Downloads;
	readonly stored: StoredResponses;
	readonly ids: Ids;
	readonly clock: SimulatorClock;
	/** Aborts when the simulator closes. */
	readonly closing: AbortSignal;
	/** Embedding requests under way, and how many crashes there were. */
	readonly embeddings: { running: number; crashes: number };
	/** The refusal that is due for a generation, if any. One that happens once is used up by asking. */
	takeRefusal: () => Refusal | undefined;
	/** @throws {RangeError} for a name that is not in the table */
	setScenario: (name: string | undefined) => void;
	setOptions: (changes: SimulatorChanges) => void;
	/** Back to how it started. */
	reset: () => void;
}

/** @throws {RangeError} for an unknown `options.scenario` */
export function createWorld(options: SimulatorOptions, closing: AbortSignal): World {
	let given: SimulatorOptions = options;
	let settings = resolveOptions(given);
	let effects = effectsOf(options.scenario);
	let refusalsTaken = 0;
	let state = createState();

	function createState() {
		const { clock } = settings;
		const models = createModelTable(modelsAtHand(settings.models, effects));
		const loader = createModelLoader(models, clock, closing, () => ({ ...settings, effects }));
		if (effects.models !== 'none_loaded') {
			for (const definition of models.definitions) {
				if (definition.loadedAtStart) loader.place(definition, { isJit: false });
			}
		}
		return {
			models,
			loader,
			downloads: createDownloads(models, clock, createIds(`download:${clock.now()}`)),
			stored: createStoredResponses(),
			ids: createIds(String(clock.now())),
			embeddings: { running: 0, crashes: 0 }
		};
	}

	function rebuild() {
		for (const instance of [...state.models.instances]) state.models.remove(instance);
		state = createState();
	}

	function become(next: Effects) {
		const touchesModels = changesModels(effects) || changesModels(next);
		effects = next;
		refusalsTaken = 0;
		if (touchesModels) rebuild();
	}

	return {
		get settings() {
			return settings;
		},
		get effects() {
			return effects;
		},
		get models() {
			return state.models;
		},
		get loader() {
			return state.loader;
		},
		get downloads() {
			return state.downloads;
		},
		get stored() {
			return state.stored;
		},
		get ids() {
			return state.ids;
		},
		get embeddings() {
			return state.embeddings;
		},
		get clock() {
			return settings.clock;
		},
		closing,
		takeRefusal() {
			const { refusal } = effects;
			if (!refusal || (refusal.isOnce && refusalsTaken > 0)) return undefined;
			refusalsTaken += 1;
			return refusal;
		},
		setScenario: (name) => become(effectsOf(name)),
		setOptions(changes) {
			const next = 'scenario' in changes ? effectsOf(changes.scenario) : undefined;
			given = { ...given, ...changes };
			settings = resolveOptions(given);
			if (next) become(next);
			if ('models' in changes || 'contextLength' in changes) rebuild();
		},
		reset() {
			given = options;
			settings = resolveOptions(given);
			effects = effectsOf(options.scenario);
			refusalsTaken = 0;
			rebuild();
		}
	};
}

function effectsOf(name: string | undefined): Effects {
	if (name === undefined) return {};
	const scenario = findScenario(name);
	if (scenario) return scenario.effects;
	const names = SCENARIOS.map((it) => it.name).join(', ');
	throw new RangeError(`Expected the name of a scenario, got '${name}'. There are: ${names}`);
}

function changesModels({ models, reasoningField }: Effects): boolean {
	return models !== undefined || reasoningField !== undefined;
}

function modelsAtHand(
	models: readonly ModelDefinition[],
	{ models: change, reasoningField }: Effects
): ModelDefinition[] {
	const kept =
		change === 'no_chat_model' ? models.filter(({ type }) => type === 'embedding') : models;
	return kept.map((definition) => {
		if (!reasoningField || definition.type !== 'llm' || definition.reasoningField) {
			return definition;
		}
		const known = definition.capabilities ?? { vision: false, trainedForToolUse: false };
		// A server that leaves the tags in the text does not know that the model reasons.
		const reasoning =
			reasoningField === 'think-tags'
				? undefined
				: { allowedOptions: ['off', 'on'], default: 'on' };
		return { ...definition, reasoningField, capabilities: { ...known, reasoning } };
	});
}
