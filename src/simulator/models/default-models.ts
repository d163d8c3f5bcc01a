import type { ModelDefinition } from './model-definition.ts';

/** What LM Studio gives a GGUF model whose load names no context length. */
const APP_DEFAULT_CONTEXT = 4096;

/** The models a simulator has unless it is given others. Sizes are plausible, not measured. */
export const DEFAULT_MODELS: readonly ModelDefinition[] = [
	{
		type: 'llm',
		publisher: 'lmstudio-community',
		key: 'llama-3.2-3b-instruct',
		displayName: 'Llama 3.2 3B Instruct',
		architecture: 'llama',
		quantization: { name: 'Q4_K_M', bitsPerWeight: 4 },
		sizeBytes: 2_019_377_440,
		paramsString: '3B',
		maxContextLength: 131_072,
		defaultContextLength: APP_DEFAULT_CONTEXT,
		format: 'gguf',
		loadedAtStart: true,
		capabilities: { vision: false, trainedForToolUse: true }
	},
	{
		type: 'llm',
		publisher: 'qwen',
		key: 'qwen/qwen3-4b',
		displayName: 'Qwen3 4B',
		architecture: 'qwen3',
		quantization: { name: 'Q4_K_M', bitsPerWeight: 4 },
		sizeBytes: 2_497_281_120,
		paramsString: '4B',
		maxContextLength: 40_960,
		defaultContextLength: APP_DEFAULT_CONTEXT,
		format: 'gguf',
		loadedAtStart: false,
		// Servers list settings that the documentation does not have, such as "xhigh".
		capabilities: {
			vision: false,
			trainedForToolUse: true,
			reasoning: { allowedOptions: ['off', 'on', 'xhigh'], default: 'on' }
		},
		variants: ['qwen/qwen3-4b@q4_k_m'],
		reasoningField: 'reasoning_content'
	},
	{
		type: 'llm',
		publisher: 'openai',
		key: 'openai/gpt-oss-20b',
		displayName: 'gpt-oss 20B',
		architecture: 'gpt-oss',
		quantization: { name: 'MXFP4', bitsPerWeight: 4 },
		sizeBytes: 12_109_566_560,
		paramsString: '20B',
		maxContextLength: 131_072,
		defaultContextLength: APP_DEFAULT_CONTEXT,
		format: 'gguf',
		loadedAtStart: false,
		capabilities: {
			vision: false,
			trainedForToolUse: true,
			reasoning: { allowedOptions: ['low', 'medium', 'high'], default: 'medium' }
		},
		variants: ['openai/gpt-oss-20b@mxfp4'],
		reasoningField: 'reasoning',
		experts: 4
	},
	{
		type: 'llm',
		publisher: 'mlx-community',
		key: 'gemma-3-4b-it-mlx',
		displayName: 'Gemma 3 4B IT',
		architecture: 'gemma3',
		quantization: { name: '4bit', bitsPerWeight: 4 },
		sizeBytes: 3_034_112_000,
		paramsString: '4B',
		maxContextLength: 131_072,
		defaultContextLength: 131_072,
		format: 'mlx',
		loadedAtStart: false,
		extraConfig: { reasoning_budget_message: '' }
	},
	{
		type: 'embedding',
		publisher: 'nomic-ai',
		key: 'text-embedding-nomic-embed-text-v1.5',
		displayName: 'Nomic Embed Text v1.5',
		architecture: 'nomic-bert',
		quantization: { name: 'Q4_K_M', bitsPerWeight: 4 },
		sizeBytes: 84_106_624,
		paramsString: null,
		maxContextLength: 2048,
		defaultContextLength: 2048,
		format: 'gguf',
		loadedAtStart: true,
		variants: ['text-embedding-nomic-embed-text-v1.5@q4_k_m']
	},
	{
		type: 'embedding',
		publisher: 'nomic-ai',
		key: 'text-embedding-nomic-embed-text-v1.5@f16',
		displayName: 'Nomic Embed Text v1.5',
		architecture: 'nomic-bert',
		quantization: { name: 'F16', bitsPerWeight: 16 },
		sizeBytes: 274_290_560,
		paramsString: null,
		maxContextLength: 2048,
		defaultContextLength: 2048,
		format: 'gguf',
		loadedAtStart: false
	}
];
