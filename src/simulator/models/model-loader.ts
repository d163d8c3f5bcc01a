import type { SimulatorClock } from '../clock.ts';
import { ServerFailure } from '../errors.ts';
import type { Effects } from '../effects.ts';
import { createInstance, type Instance, type LoadRequest } from './instance.ts';
import type { ModelDefinition } from './model-definition.ts';
import type { ModelTable } from './model-table.ts';

/** How loading goes right now; read anew for each load. */
export interface LoadSettings {
	loadSeconds: number;
	autoEvict: boolean;
	grantAtMost: number;
	/** For chat models whose load names no context length, in place of the model's own default. */
	contextLength: number | undefined;
	effects: Effects;
}

interface Loaded {
	instance: Instance;
	loadSeconds: number;
}

export interface ModelLoader {
	/** Loads one more instance. @throws {ServerFailure} `load_failed` */
	load: (
		definition: ModelDefinition,
		request: LoadRequest,
		onProgress?: (progress: number) => void
	) => Promise<Loaded>;
	/**
	 * Loads a model because a request named it: once, however many requests ask meanwhile, and in place of any other
	 * model loaded so where eviction is on.
	 *
	 * @throws {ServerFailure} `load_failed`
	 */
	loadOnRequest: (
		definition: ModelDefinition,
		request: LoadRequest,
		onProgress: (progress: number) => void
	) => Promise<Loaded>;
	/** Puts a model into memory at once, as on the simulator's start. */
	place: (definition: ModelDefinition, request: LoadRequest) => Instance;
}

const USUAL_PROGRESS_STEPS = 8;

/** Loads models into `table`. Loads go on when the client leaves, and end only with `closing`. */
export function createModelLoader(
	table: ModelTable,
	clock: SimulatorClock,
	closing: AbortSignal,
	settings: () => LoadSettings
): ModelLoader {
	const pending = new Map<
		string,
		{ loaded: Promise<Loaded>; listeners: Set<(p: number) => void> }
	>();

	function place(definition: ModelDefinition, request: LoadRequest): Instance {
		const { contextLength, grantAtMost } = settings();
		const instance = createInstance(table.nextInstanceId(definition), definition, request, {
			defaultContextLength: definition.type === 'llm' ? contextLength : undefined,
			grantAtMost,
			now: clock.now()
		});
		table.addInstance(instance);
		return instance;
	}

	async function load(
		definition: ModelDefinition,
		request: LoadRequest,
		onProgress: (progress: number) => void = () => {}
	): Promise<Loaded> {
		const { effects, loadSeconds } = settings();
		const steps = effects.loadProgressSteps ?? USUAL_PROGRESS_STEPS;
		const stepMs = ((effects.loadSeconds ?? loadSeconds) * 1000) / steps;
		const startedAt = clock.now();
		for (let step = 1; step <= steps; step += 1) {
			await clock.delay(stepMs, closing);
			if (effects.loadFails && step > steps / 2) throw loadFailed(definition);
			onProgress(rounded(step / steps));
		}
		if (closing.aborted) throw loadFailed(definition);
		const loadedIn = rounded((clock.now() - startedAt) / 1000);
		return { instance: place(definition, request), loadSeconds: loadedIn };
	}

	function startOnRequest(definition: ModelDefinition, request: LoadRequest) {
		if (settings().autoEvict) {
			for (const instance of table.instances.filter(({ isJit }) => isJit)) table.remove(instance);
		}
		const listeners = new Set<(progress: number) => void>();
		const loaded = load(definition, { ...request, isJit: true }, (progress) => {
			for (const listener of listeners) listener(progress);
		}).finally(() => pending.delete(definition.key));
		const started = { loaded, listeners };
		pending.set(definition.key, started);
		return started;
	}

	return {
		load,
		place,
		async loadOnRequest(definition, request, onProgress) {
			const { loaded, listeners } =
				pending.get(definition.key) ?? startOnRequest(definition, request);
			listeners.add(onProgress);
			return loaded;
		}
	};
}

function loadFailed(definition: ModelDefinition): ServerFailure {
	return new ServerFailure(
		'load_failed',
		`Failed to load model "${definition.key}". Error: Operation canceled.`
	);
}

/** To thousandths, as LM Studio reports seconds. */
function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}
