import type { RunStatus } from '#lib/core/analysis/run-fold.ts';
import type { FinishReason } from '#lib/protocol/chat-schemas.ts';
import type { ModelClient, Shown } from './model-client.ts';
import type { Answer, ModelRelay } from './model-relay.ts';

const SHOWN_AS: Partial<Record<FinishReason, RunStatus>> = { stop: 'done', cancelled: 'stopped' };

/** What is not as it must be once everything has come to rest; nothing, if all is well. */
export function verdictOf(
	clients: readonly ModelClient[],
	relays: readonly ModelRelay[]
): string[] {
	const wrong: string[] = [];
	const last = relays.at(-1);
	const ids = new Set(clients.flatMap(({ asked }) => [...asked]));

	for (const relay of relays) {
		const ran = relay.answers.map(({ id }) => id);
		if (new Set(ran).size < ran.length) wrong.push(`ran twice: ${ran.join(' ')}`);
		if (relay.errors.length > 0) wrong.push(`relay: ${String(relay.errors[0])}`);
	}
	for (const [at, client] of clients.entries()) {
		if (client.link.status.state !== 'open')
			wrong.push(`client ${at}: ${JSON.stringify(client.link.status)}`);
		if (client.errors.length > 0) wrong.push(`client ${at}: ${String(client.errors[0])}`);
		for (const id of ids) {
			const answers = relays.flatMap((relay) => relay.answers.filter((each) => each.id === id));
			const isKnown = last?.answers.some((each) => each.id === id) === true;
			const wasAsked = client.asked.has(id);
			const complaint = complaintOf(client.shown.get(id), answers, { isKnown, wasAsked });
			if (complaint) wrong.push(`client ${at}, ${id}: ${complaint}`);
		}
	}
	return wrong;
}

function complaintOf(
	shown: Shown | undefined,
	answers: readonly Answer[],
	{ isKnown, wasAsked }: { isKnown: boolean; wasAsked: boolean }
): string | undefined {
	const { finals = 0, afterFinal = 0 } = shown ?? {};
	const { text = '', status = 'idle' } = shown?.fold.view() ?? {};
	if (finals > 1 || afterFinal > 0) return `${finals} finals, ${afterFinal} messages after them`;
	// Whoever asked is told of an end in any case; of what a relay took with it only they are.
	if ((isKnown || wasAsked) && finals !== 1) return `no final: ${status} '${text}'`;
	if (status === 'failed') return `failed: ${JSON.stringify(shown?.fold.view().error)}`;
	const isPart = text === '' || answers.some((each) => each.text.startsWith(text));
	if (status === 'done' || (status === 'stopped' && answers.length > 0)) {
		const isWhole = answers.some(({ finish, text: whole }) => {
			if (finish === undefined || SHOWN_AS[finish] !== status) return false;
			// It ran anew on another relay and ended without a word: what had come of the first run stays.
			return whole === text || (whole === '' && answers.length > 1 && isPart);
		});
		return isWhole ? undefined : `${status} '${text}', published ${published(answers)}`;
	}
	if (isKnown && answers.length === 1) {
		return `${status} '${text}', published ${published(answers)}`;
	}
	return isPart ? undefined : `'${text}' is no part of ${published(answers)}`;
}

function published(answers: readonly Answer[]): string {
	return answers.map(({ text, finish }) => `${finish ?? 'lost'} '${text}'`).join(', ') || 'nothing';
}
