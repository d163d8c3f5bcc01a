import { expect, test } from 'vitest';
import { createFakeRelay, hello } from './fakes.ts';

/** One that somebody asks and the test answers. */
async function startRun(limits: Parameters<typeof createFakeRelay>[0] = {}) {
	const relay = createFakeRelay(limits);
	const asker = relay.link('test');
	asker.say(hello(['test']));
	await relay.turn();
	asker.say({ type: 'chat_message', id: 'ask', data: { content: 'Why?' } });
	await relay.turn();
	const bus = relay.bus('test');
	return {
		relay,
		asker,
		write: (chunk: string) =>
			bus.publish({ type: 'llm_chunk', request_id: 'ask', data: { chunk, is_final: false } }),
		end: (content: string, finish_reason: 'stop' | 'cancelled') =>
			bus.publish({
				type: 'chat_message',
				request_id: 'ask',
				data: { content, is_final: true },
				meta: { finish_reason, usage: { output_tokens: 3 } }
			}),
		/** What a snapshot of now holds for somebody who comes. */
		snapshot: async () => {
			const watcher = relay.link('test');
			watcher.say(hello(['test']));
			await relay.turn();
			return watcher.frames().find(({ type }) => type === 'snapshot')?.data;
		}
	};
}

test('an agent run is told as ended, and how, though none of its events is kept any more', async () => {
	const { relay, write, end, snapshot } = await startRun({ limits: { retainedMs: 60_000 } });
	write('Because.');
	end('Because.', 'stop');
	await relay.turn();
	relay.clock.elapse(60_001);
	expect(await snapshot()).toMatchObject({
		events: [],
		requests: [
			{
				request_id: 'ask',
				type: 'chat_message',
				state: 'ended',
				text: 'Because.',
				finish: 'stop',
				meta: { finish_reason: 'stop', usage: { output_tokens: 3 } }
			}
		]
	});
});

test('an agent run that the relay ends for its length has failed, though its service was told to stop', async () => {
	const limits = { answerCharacters: 105, gatherCharacters: 1 };
	const { relay, asker, write, end, snapshot } = await startRun({ limits });
	for (let at = 0; at < 20; at += 1) write('ten chars.');
	end('', 'cancelled');
	await relay.turn();
	const told = asker.frames().slice(-2);
	expect(told).toMatchObject([
		{ type: 'error', data: { code: 'too_large' } },
		{ type: 'chat_message', data: { content: '' }, meta: { finish_reason: 'error' } }
	]);
	expect(await snapshot()).toMatchObject({
		requests: [{ request_id: 'ask', state: 'ended', finish: 'error' }]
	});
});

test('a line of a conversation reaches the service whole, and the channel without the text that it is about', async () => {
	const relay = createFakeRelay();
	const asker = relay.link('test');
	asker.say(hello(['test']));
	await relay.turn();
	asker.frames();
	const heard: unknown[] = [];
	relay.bus('test').subscribe({ type: 'chat_message' }, ({ data }) => heard.push(data));
	const told = {
		content: 'Why?',
		workspace: 'w',
		context_name: 'a.log',
		template: 'log_triage',
		model: 'm'
	};
	const data = { ...told, context: 'A log.' };
	asker.say({ type: 'chat_message', id: 'ask', data: { ...data, is_final: true } });
	await relay.turn();
	expect(heard).toEqual([data]);
	const watcher = relay.link('test');
	watcher.say(hello(['test']));
	await relay.turn();
	const echo = asker.frames().find(({ type }) => type === 'chat_message');
	expect(echo).toMatchObject({ id: 'ask' });
	expect(echo?.data).toEqual(told);
	const snapshot = watcher.frames().find(({ type }) => type === 'snapshot');
	expect(snapshot?.data['events']).toMatchObject([{ type: 'chat_message', data: told }]);
	expect(JSON.stringify(snapshot)).not.toContain('A log.');
});
