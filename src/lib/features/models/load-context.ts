import type { ModelInfo, ModelsStateData } from '#lib/protocol/service-schemas.ts';
import { formatTokens } from './describe-model.ts';

/** Contexts that are offered, in tokens: each takes about twice the memory of the one before. */
const PRESETS = [4096, 8192, 16_384, 32_768];
/** Long enough for a few pages and the answer, small enough for most computers. */
const USUAL = 8192;

/** The contexts to offer for a model: the presets it can take, and its largest. */
export function presetsFor({ max_context_length: max }: ModelInfo): number[] {
	return max === undefined ? PRESETS : [...PRESETS.filter((preset) => preset < max), max];
}

/** The context that the field holds at first: what the model is loaded with, else a usual one. */
export function firstContextFor({ loaded, max_context_length }: ModelInfo): number {
	const inUse = loaded.find(({ context_length }) => context_length !== undefined)?.context_length;
	return inUse ?? Math.min(USUAL, max_context_length ?? USUAL);
}

/** What is wrong with a context for a model, if anything. */
export function problemWith(
	context: number | undefined,
	{ max_context_length: max }: ModelInfo
): string | undefined {
	const isWhole = context !== undefined && Number.isInteger(context) && context >= 1;
	if (isWhole && (max === undefined || context <= max)) return undefined;
	const range = max === undefined ? 'of at least 1' : `from 1 to ${formatTokens(max)}`;
	return `Expected a whole number ${range}, got ${context === undefined ? 'nothing' : context}.`;
}

/** What loading brought: the context that was granted, and the one asked for where it differs. */
export function describeLoad(load: NonNullable<ModelsStateData['load']>): string {
	const { requested_context_length: requested, granted_context_length: granted } = load;
	const seconds = load.load_time_seconds;
	const time = seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`;
	if (granted === undefined) return `Loaded${time}. The server does not tell its context.`;
	if (requested === undefined || requested === granted) {
		return `Loaded${time} with ${formatTokens(granted)} of context.`;
	}
	return `Loaded${time}. Asked for ${requested.toLocaleString('en')}, granted ${granted.toLocaleString('en')} tokens of context.`;
}
