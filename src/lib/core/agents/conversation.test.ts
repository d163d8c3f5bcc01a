import { expect, test } from 'vitest';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import { createConversations, historyWithin, type Turn } from './conversation.ts';

const turn = (name: string): Turn => ({ question: `${name}?`, answer: `${name}!` });

test('keeps what was said for each workspace apart', () => {
	const conversations = createConversations();
	conversations.add('a', turn('one'));
	conversations.add('b', turn('two'));
	expect(conversations.earlier('a')).toEqual({ turns: [turn('one')], forgotten: 0 });
	expect(conversations.earlier('c')).toEqual({ turns: [], forgotten: 0 });
});

test('lets whole turns go, the oldest first, and counts them', () => {
	const conversations = createConversations({ turns: 2 });
	for (const name of ['one', 'two', 'three', 'four']) conversations.add('a', turn(name));
	expect(conversations.earlier('a')).toEqual({
		turns: [turn('three'), turn('four')],
		forgotten: 2
	});
	const short = createConversations({ characters: 11 });
	for (const name of ['1111', '2', '3']) short.add('a', turn(name));
	expect(short.earlier('a')).toEqual({ turns: [turn('2'), turn('3')], forgotten: 1 });
	short.add('b', turn('longer than all'));
	expect(short.earlier('b')).toEqual({ turns: [], forgotten: 1 });
});

test('forgets the workspace that was not used for longest', () => {
	const conversations = createConversations({ workspaces: 2 });
	for (const workspace of ['a', 'b', 'a', 'c']) conversations.add(workspace, turn(workspace));
	expect(conversations.earlier('a').turns).toHaveLength(2);
	expect(conversations.earlier('b').turns).toHaveLength(0);
});

test('sends the newest turns that fit, each as a whole, and counts the others', () => {
	const turns = ['one', 'two', 'three'].map(turn);
	const cost = ({ question, answer }: Turn) => estimateTokens(question) + estimateTokens(answer);
	const room = turns.slice(1).reduce((sum, each) => sum + cost(each), 0);
	expect(historyWithin({ turns, forgotten: 4 }, room)).toEqual({
		messages: [
			{ role: 'user', text: 'two?' },
			{ role: 'assistant', text: 'two!' },
			{ role: 'user', text: 'three?' },
			{ role: 'assistant', text: 'three!' }
		],
		sent: 2,
		leftOut: 5
	});
	expect(historyWithin({ turns, forgotten: 0 }, room - 1)).toMatchObject({ sent: 1, leftOut: 2 });
	expect(historyWithin({ turns, forgotten: 0 }, -10)).toMatchObject({ messages: [], leftOut: 3 });
});
