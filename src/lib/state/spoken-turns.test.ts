import { expect, test } from 'vitest';
import { createChatFold, type ChatFold } from '#lib/core/agents/chat-fold.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import { SpokenTurns } from './spoken-turns.svelte.ts';

function createChat() {
	const clock = createFakeClock();
	const spoken = new SpokenTurns(clock);
	const folds: ChatFold[] = [];
	return {
		clock,
		spoken,
		folds,
		ask: (id: string): ChatFold => {
			const fold = createChatFold(id, { content: 'Why?' }, undefined);
			folds.push(fold);
			return fold;
		},
		/** Another page has asked it. @param text what is stored of its answer */
		find: (id: string, text: string): void => {
			const fold = createChatFold(id, { content: 'Why?' }, undefined);
			write(fold, text);
			folds.splice(0, folds.length, createChatFold(id, undefined, undefined, fold.view()));
		},
		/** @param own what this browser asks */
		show: (own?: ChatFold): void => {
			spoken.read(
				folds.map((fold) => fold.view()),
				own?.view()
			);
		}
	};
}

function write(fold: ChatFold, chunk: string) {
	fold.apply({ type: 'llm_chunk', request_id: 'r', data: { chunk, is_final: false } }, 0);
}

function end(fold: ChatFold, content = '') {
	const data = { content, is_final: true };
	fold.apply({ type: 'chat_message', data, meta: { finish_reason: 'stop' } }, 0);
}

test('says the sentences of an answer as they are finished, and its rest at the end', () => {
	const { spoken, show, ask, clock } = createChat();
	show();
	const turn = ask('a');
	show();
	write(turn, 'The pump ');
	show();
	expect(spoken.text).toBe('');
	write(turn, 'failed. It');
	show();
	expect(spoken.text).toBe('The pump failed.');
	write(turn, ' holds');
	end(turn, 'The pump failed. It holds');
	show();
	clock.elapse(1500);
	expect(spoken.text).toBe('It holds');
});

test('says one answer to its end before another that is written beside it, and ours before others', () => {
	const { spoken, show, ask, clock } = createChat();
	show();
	const theirs = ask('theirs');
	write(theirs, 'One is said. ');
	show();
	expect(spoken.text).toBe('One is said.');
	const [ours, late] = [ask('ours'), ask('late')];
	write(ours, 'Two is said. ');
	write(late, 'Three is said. ');
	show(ours);
	clock.elapse(1500);
	expect(spoken.text).toBe('One is said.');
	end(theirs);
	show(ours);
	show(ours);
	expect(spoken.text).toBe('Two is said.');
});

test('says nothing of what stands there when a chat is entered, and what comes after it', () => {
	const { spoken, show, ask } = createChat();
	const turn = ask('a');
	write(turn, 'It was said. ');
	show();
	expect(spoken.text).toBe('');
	write(turn, 'It is said. ');
	show();
	expect(spoken.text).toBe('It is said.');
	spoken.enter();
	expect(spoken.text).toBe('');
	show();
	expect(spoken.text).toBe('');
});

test('says what another page is answered as it is stored, from where it stands', () => {
	const { spoken, show, find } = createChat();
	show();
	find('a', 'It was said. ');
	show();
	find('a', 'It was said. It is said. ');
	show();
	expect(spoken.text).toBe('It is said.');
});
