import type { RunStatus } from './run-fold.ts';

/** How a person reads the state of an answer, wherever one is shown. */
export const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
	idle: 'Ready',
	queued: 'Waiting for its turn',
	loading_model: 'Loading the model',
	reading_prompt: 'Reading the text',
	reasoning: 'Thinking',
	writing: 'Writing',
	done: 'Done',
	length: 'Cut off at the answer limit',
	stopped: 'Stopped',
	interrupted: 'Interrupted',
	failed: 'Failed'
};
