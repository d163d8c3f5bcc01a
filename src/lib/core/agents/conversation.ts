import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import type { EarlierTurn } from '#lib/core/analysis/prompt-source.ts';

/** A question and its whole answer. */
export interface Turn {
	question: string;
	answer: string;
}

export interface ConversationLimits {
	/** Turns kept for each workspace. */
	turns: number;
	/** Text kept for each workspace, in UTF-16 units. */
	characters: number;
	/** Workspaces kept; the one that was not used for longest gives way. */
	workspaces: number;
}

/** What is kept for a workspace. */
export interface Earlier {
	/** Oldest first. */
	turns: readonly Turn[];
	/** Turns that were let go because of the limits. */
	forgotten: number;
}

/** The turns that are sent along, and how many have no room. */
export interface SentHistory {
	messages: EarlierTurn[];
	sent: number;
	leftOut: number;
}

/** What was said before, by workspace, in memory. */
export interface Conversations {
	earlier: (workspace: string) => Earlier;
	/** Adds a turn that ended well. */
	add: (workspace: string, turn: Turn) => void;
}

const DEFAULT_LIMITS: ConversationLimits = { turns: 20, characters: 200_000, workspaces: 32 };

/** Keeps the newest turns of each workspace within the limits, always as whole turns. */
export function createConversations(limits: Partial<ConversationLimits> = {}): Conversations {
	const allLimits = { ...DEFAULT_LIMITS, ...limits };
	const kept = new Map<string, Earlier>();
	const nothing: Earlier = { turns: [], forgotten: 0 };

	return {
		earlier: (workspace) => kept.get(workspace) ?? nothing,
		add(workspace, turn) {
			const { turns, forgotten } = kept.get(workspace) ?? nothing;
			const within = withinLimits([...turns, turn], allLimits);
			// Set anew, so that it comes last in the map's order.
			kept.delete(workspace);
			kept.set(workspace, { ...within, forgotten: forgotten + within.forgotten });
			const oldest = kept.size > allLimits.workspaces ? kept.keys().next() : undefined;
			if (oldest && !oldest.done) kept.delete(oldest.value);
		}
	};
}

/** The newest of the turns, as many as the limits of one workspace allow. */
export function withinLimits(
	turns: readonly Turn[],
	limits: Pick<ConversationLimits, 'turns' | 'characters'> = DEFAULT_LIMITS
): Earlier {
	let from = Math.max(0, turns.length - limits.turns);
	while (from < turns.length && lengthOf(turns.slice(from)) > limits.characters) from += 1;
	return { turns: turns.slice(from), forgotten: from };
}

/** The newest turns that are estimated at no more than `maxTokens` together; a turn is sent as a whole or not at all. */
export function historyWithin({ turns, forgotten }: Earlier, maxTokens: number): SentHistory {
	let sent = 0;
	let tokens = 0;
	for (const turn of turns.toReversed()) {
		tokens += estimateTokens(turn.question) + estimateTokens(turn.answer);
		if (tokens > maxTokens) break;
		sent += 1;
	}
	const newest = sent === 0 ? [] : turns.slice(-sent);
	return {
		messages: newest.flatMap(({ question, answer }): EarlierTurn[] => [
			{ role: 'user', text: question },
			{ role: 'assistant', text: answer }
		]),
		sent,
		leftOut: turns.length - sent + forgotten
	};
}

function lengthOf(turns: readonly Turn[]): number {
	return turns.reduce((sum, { question, answer }) => sum + question.length + answer.length, 0);
}
