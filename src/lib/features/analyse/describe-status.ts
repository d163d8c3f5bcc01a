import type { RunStatus } from '#lib/core/analysis/run-fold.ts';

/** How a person reads the state of a run. */
export function describeStatus(status: RunStatus): string {
	switch (status) {
		case 'idle':
			return 'Ready';
		case 'queued':
			return 'Waiting for its turn';
		case 'loading_model':
			return 'Loading the model';
		case 'reading_prompt':
			return 'Reading the text';
		case 'reasoning':
			return 'Thinking';
		case 'writing':
			return 'Writing';
		case 'done':
			return 'Done';
		case 'length':
			return 'Cut off at the answer limit';
		case 'stopped':
			return 'Stopped';
		case 'interrupted':
			return 'Interrupted';
		case 'failed':
			return 'Failed';
	}
}
