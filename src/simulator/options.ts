import { realClock, type SimulatorClock } from './clock.ts';
import { DEFAULT_MODELS } from './models/default-models.ts';
import type { ModelDefinition } from './models/model-definition.ts';

/** Which server it is: `0.3` lacks `/api/v1` and `/v1/messages`, `openai` has nothing but `/v1`. */
export type ApiLevel = '0.4' | '0.3' | 'openai';

/** How a simulator behaves. What is absent has the default named beside it. */
export interface SimulatorOptions {
	/** Port to listen on; 0, the default, takes a free one. */
	port?: number | undefined;
	/** Address to listen on, `127.0.0.1`. */
	host?: string | undefined;
	/** `on`. LM Studio itself starts with `off`. */
	cors?: 'on' | 'off' | undefined;
	/** Whether a 401 carries the CORS headers, which is not known of LM Studio: `true`. */
	corsOn401?: boolean | undefined;
	/** Whether a preflight needs the token it can never carry, which is not known either: `false`. */
	preflightNeedsAuth?: boolean | undefined;
	/** The one token that is accepted; none is asked for without it. */
	token?: string | undefined;
	/** Whether a request loads the model it names: `true`. */
	jit?: boolean | undefined;
	/** Whether a model loaded so replaces the last one loaded so: `true`. */
	autoEvict?: boolean | undefined;
	/** `0.4` */
	api?: ApiLevel | undefined;
	/** Speed of the answer, 60; `Infinity` for no pause. */
	tokensPerSecond?: number | undefined;
	/** Speed of reading the prompt, 1500. Embedding models read eight times as fast. */
	promptTokensPerSecond?: number | undefined;
	/** Time one load takes, 1.2. */
	loadSeconds?: number | undefined;
	/** Context of chat models whose load names none, in place of each model's own default (4096, MLX its maximum). */
	contextLength?: number | undefined;
	/** No load is granted more context than this, whatever it asks for: no limit but the model's own. */
	grantAtMost?: number | undefined;
	/** What is downloaded: {@link DEFAULT_MODELS}. */
	models?: readonly ModelDefinition[] | undefined;
	/** Name of a scenario in `scenarios.ts`; none. */
	scenario?: string | undefined;
	/** Real time. */
	clock?: SimulatorClock | undefined;
}

/** What may change while the simulator runs. New models or another context length load the models anew. */
export type SimulatorChanges = Omit<SimulatorOptions, 'port' | 'host' | 'clock'>;

/** The options as the simulator uses them. */
export interface Settings {
	host: string;
	port: number;
	cors: 'on' | 'off';
	corsOn401: boolean;
	preflightNeedsAuth: boolean;
	token: string | undefined;
	jit: boolean;
	autoEvict: boolean;
	api: ApiLevel;
	tokensPerSecond: number;
	promptTokensPerSecond: number;
	loadSeconds: number;
	contextLength: number | undefined;
	grantAtMost: number;
	models: readonly ModelDefinition[];
	clock: SimulatorClock;
}

/** Fills in the defaults. */
export function resolveOptions(options: SimulatorOptions): Settings {
	return {
		host: options.host ?? '127.0.0.1',
		port: options.port ?? 0,
		cors: options.cors ?? 'on',
		corsOn401: options.corsOn401 ?? true,
		preflightNeedsAuth: options.preflightNeedsAuth ?? false,
		token: options.token,
		jit: options.jit ?? true,
		autoEvict: options.autoEvict ?? true,
		api: options.api ?? '0.4',
		tokensPerSecond: options.tokensPerSecond ?? 60,
		promptTokensPerSecond: options.promptTokensPerSecond ?? 1500,
		loadSeconds: options.loadSeconds ?? 1.2,
		contextLength: options.contextLength,
		grantAtMost: options.grantAtMost ?? Infinity,
		models: options.models ?? DEFAULT_MODELS,
		clock: options.clock ?? realClock
	};
}
