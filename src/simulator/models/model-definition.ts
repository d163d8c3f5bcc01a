/** Where a model's reasoning goes on OpenAI-compatible endpoints; `think-tags` puts it into the text itself, everywhere. */
export type ReasoningField = 'reasoning_content' | 'reasoning' | 'think-tags';

/** One downloaded model, as the simulator knows it. */
export interface ModelDefinition {
	type: 'llm' | 'embedding';
	publisher: string;
	/** What requests name. Compared without regard to case. */
	key: string;
	displayName: string;
	/** Listed for chat models in the native API, for all in the older one. */
	architecture: string;
	quantization: { name: string; bitsPerWeight: number };
	sizeBytes: number;
	paramsString: string | null;
	maxContextLength: number;
	/** The context a load gets that names none. */
	defaultContextLength: number;
	format: 'gguf' | 'mlx';
	/** Loaded when the simulator starts, as if by hand: never evicted. */
	loadedAtStart: boolean;
	/** Absent where the server tells nothing, which happens for chat models, too. */
	capabilities?: ModelCapabilities | undefined;
	/** Other names of this entry, each `key@quantization`. */
	variants?: readonly string[] | undefined;
	reasoningField?: ReasoningField | undefined;
	experts?: number | undefined;
	/** Keys of a loaded instance's `config` that no documentation names. */
	extraConfig?: Readonly<Record<string, unknown>> | undefined;
}

interface ModelCapabilities {
	vision: boolean;
	trainedForToolUse: boolean;
	reasoning?: { allowedOptions: readonly string[]; default: string } | undefined;
}
