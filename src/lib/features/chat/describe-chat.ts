import { STATUS_WORDS } from '#lib/core/analysis/status-words.ts';
import type { ChatStatus, ChatStep, ChatTurn } from '#lib/core/agents/chat-fold.ts';

const WORDS: Readonly<Record<ChatStatus, string>> = {
	...STATUS_WORDS,
	asking: 'Specialists are at work',
	reading_prompt: 'Reading'
};

/** How a person reads the state of an answer. */
export function describeChat(status: ChatStatus): string {
	return WORDS[status];
}

/** How a person reads the state of one agent's work. */
export function describeStep({ state, phase, seconds, problem }: ChatStep): string {
	switch (state) {
		case 'planned':
			return 'planned';
		case 'running':
			return phase === undefined ? 'at work' : describeChat(phase).toLowerCase();
		case 'finished':
			return seconds === undefined ? 'done' : `done in ${formatSeconds(seconds)}`;
		case 'cut':
			return 'done, cut off at its limit';
		case 'stopped':
			return 'stopped';
		case 'failed':
			return problem === undefined ? 'failed' : `failed: ${problem}`;
	}
}

/** Who asked, as the log names them. */
export function describeAsker(isOwn: boolean, name: string | undefined): string {
	return isOwn ? 'You' : (name ?? 'Someone');
}

/** What is said about earlier turns that had no room; nothing where all went along. */
export function describeLeftOut({ earlier }: ChatTurn): string | undefined {
	const count = earlier?.left_out ?? 0;
	if (count === 0) return undefined;
	const what = count === 1 ? 'The oldest question' : `The ${count} oldest questions`;
	return `${what} of this chat had no room in the model's context and ${count === 1 ? 'was' : 'were'} left out.`;
}

/** The tokens that the answer itself was thought about with; those of the whole have the specialists' in them. */
export function reasoningTokensOf({ steps, meta }: ChatTurn): number | undefined {
	const usage = steps.length === 0 ? meta?.usage : steps.at(-1)?.usage;
	return usage?.reasoning_tokens;
}

function formatSeconds(seconds: number): string {
	return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
