import type { LoadedInstance, ModelInfo } from '#lib/protocol/service-schemas.ts';

/** What is known of a model, shortest first, each a few words. What the server does not tell is left out. */
export function factsOf(model: ModelInfo): string[] {
	const { parameters, quantization, size_bytes, max_context_length, kind } = model;
	return [
		...(parameters === undefined ? [] : [parameters]),
		...(quantization === undefined ? [] : [quantization]),
		...(size_bytes === undefined ? [] : [formatSize(size_bytes)]),
		...(max_context_length === undefined
			? []
			: [
					`${kind === 'chat' ? 'context up to' : 'texts up to'} ${formatTokens(max_context_length)}`
				])
	];
}

/** What a model can do beside writing. */
export function abilitiesOf({ vision, tool_use, reasoning_options }: ModelInfo): string[] {
	return [
		...(vision ? ['Vision'] : []),
		...(tool_use ? ['Tools'] : []),
		...(reasoning_options ? ['Reasoning'] : [])
	];
}

/** A copy in memory: its context, and how many requests it answers at once. */
export function describeInstance({ context_length, parallel }: LoadedInstance): string {
	const context =
		context_length === undefined
			? 'context not told by the server'
			: `${context_length.toLocaleString('en')} context`;
	return parallel === undefined ? context : `${context}, ${parallel} at once`;
}

export function formatTokens(count: number): string {
	return `${count.toLocaleString('en')} tokens`;
}

/** A size on disk in decimal units, as LM Studio and file managers show it. */
export function formatSize(bytes: number): string {
	return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
