import { describe, expect, test } from 'vitest';
import { failed, finished, PAUSE } from '#lib/core/fakes.ts';
import { createStrictReader } from '../../tests/support/strict-reader.ts';
import {
	createAnalysingRelay,
	createFakeRelay,
	hello,
	question,
	type FakeSocket
} from './fakes.ts';

const delta = (text: string) => ({ type: 'text_delta', text }) as const;

/** Answers to messages with an id: what became of each. */
function outcomes(socket: FakeSocket): unknown[] {
	return socket.frames().flatMap(({ type, data }) => {
		if (type === 'ack') return [[data['re'], data['status']]];
		return type === 'error' && data['re'] !== undefined ? [[data['re'], data['code']]] : [];
	});
}

describe('a message with an id', () => {
	test('F21 is acted on once, though it is sent again after its answer was lost', async () => {
		const relay = createAnalysingRelay([[delta('Once.')]]);
		const socket = relay.link('test');
		socket.say(hello(['test'], { session: 'session-1' }));
		socket.say(question('ask'));
		socket.cut();
		await relay.turn();
		const again = relay.link('test');
		again.say(hello(['test'], { session: 'session-1' }));
		again.say(question('ask'));
		again.say(question('ask'));
		await relay.turn();
		const frames = again.frames();
		expect(frames.filter(({ type }) => type === 'ack').map(({ data }) => data)).toEqual([
			{ re: 'ask', status: 'dup', request_id: 'ask' },
			{ re: 'ask', status: 'dup', request_id: 'ask' }
		]);
		expect(relay.client.generated).toHaveLength(1);
	});

	test('F22 of another payload is a conflict, told to its sender only', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const [socket, other] = [relay.link('test'), relay.link('test')];
		socket.say(hello(['test']));
		other.say(hello(['test']));
		socket.say(question('ask'));
		socket.say(question('ask', 'Another text.'));
		await relay.turn();
		expect(outcomes(socket)).toEqual([
			['ask', 'ok'],
			['ask', 'id_conflict']
		]);
		expect(other.frames().filter(({ type }) => type === 'error')).toEqual([]);
		expect(relay.client.generated).toHaveLength(1);
	});

	test('F22 F48 that another one used is a conflict, also with the same payload', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const [socket, other] = [relay.link('test'), relay.link('test')];
		socket.say(hello(['test']));
		other.say(hello(['test']));
		socket.say(question('ask'));
		other.say(question('ask'));
		await relay.turn();
		expect(outcomes(other)).toEqual([['ask', 'id_conflict']]);
		expect(relay.client.generated).toHaveLength(1);
	});

	test.each([
		[{ type: 'agent_action', id: 'm', data: { agent: 'a', action: 'progress' } }, 'forbidden'],
		[{ type: 'llm_chunk', id: 'm', data: { chunk: '', is_final: true } }, 'forbidden'],
		[
			{ type: 'models_state', id: 'm', data: { endpoint_state: 'connected', models: [] } },
			'forbidden'
		],
		[{ type: 'error', id: 'm', data: { code: 'internal', message: '' } }, 'forbidden'],
		[{ type: 'no_such_type', id: 'm', data: {} }, 'unknown_type'],
		[{ type: 'llm_request', id: 'm', data: { content: 5 } }, 'bad_message'],
		[{ type: 'llm_request', id: 'm', v: 2, data: {} }, 'unsupported_version'],
		[{ ...question('m'), channel: 'elsewhere' }, 'unknown_channel']
	])('%j is refused with %s, and reaches no bus', async (message, code) => {
		const relay = createAnalysingRelay([[]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		await relay.turn();
		const heard: unknown[] = [];
		relay.bus('test').subscribe({}, (each) => heard.push(each));
		socket.say(message);
		await relay.turn();
		expect(outcomes(socket)).toEqual([['m', code]]);
		expect(heard).toEqual([]);
	});

	test('is accepted up to so many requests at once, and again when one has ended', async () => {
		const relay = createAnalysingRelay([[PAUSE, delta('One.')]], { inflight: 2 });
		const socket = relay.link('test');
		socket.say(hello(['test']));
		for (const id of ['one', 'two', 'three']) socket.say(question(id, `Text ${id}.`));
		await relay.turn();
		relay.client.resume();
		await relay.turn();
		socket.say(question('three', 'Text three.'));
		await relay.turn();
		expect(outcomes(socket)).toEqual([
			['one', 'ok'],
			['two', 'ok'],
			['three', 'busy'],
			['three', 'ok']
		]);
	});

	test('is refused with the time to wait, when questions come too fast', async () => {
		const relay = createAnalysingRelay([[delta('One.')]], { requestRate: 2, requestBurst: 1 });
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('one'));
		socket.say(question('two'));
		await relay.turn();
		const refused = socket.frames().find(({ type }) => type === 'error');
		expect(refused?.data).toMatchObject({ code: 'rate_limited', retry_after_ms: 500, re: 'two' });
		relay.clock.elapse(500);
		socket.say(question('two'));
		await relay.turn();
		expect(outcomes(socket)).toEqual([['two', 'ok']]);
	});
});

describe('the end of a request', () => {
	test('F26 after a failure is one error and one final chunk', async () => {
		const relay = createAnalysingRelay([[delta('Half'), failed({ code: 'interrupted' })]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('ask'));
		await relay.turn();
		const types = socket.frames().filter(({ request_id }) => request_id === 'ask');
		expect(types.slice(-2).map(({ type, meta }) => [type, meta?.finish_reason])).toEqual([
			['error', undefined],
			['llm_chunk', 'interrupted']
		]);
	});

	test.each([
		['before the first token', [PAUSE, delta('Late.')]],
		['in the middle', [delta('Half'), PAUSE, delta(' of it.')]]
	])('F27 comes by a cancel from another connection: %s', async (_when, generation) => {
		const relay = createAnalysingRelay([generation]);
		const [asker, other] = [relay.link('test'), relay.link('test')];
		asker.say(hello(['test']));
		other.say(hello(['test']));
		asker.say(question('ask'));
		await relay.turn();
		other.say({ type: 'cancel', id: 'stop', data: { request_id: 'ask' } });
		other.say({ type: 'cancel', id: 'stop-again', data: { request_id: 'ask' } });
		await relay.turn();
		for (const socket of [asker, other]) {
			const reader = createStrictReader();
			reader.read(socket.frames());
			expect(reader.ends.get('ask')).toEqual(['cancelled']);
		}
	});

	test('F27 is one, where a cancel comes with it', async () => {
		const relay = createAnalysingRelay([[delta('All.'), finished()]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		const reader = createStrictReader();
		socket.say(question('ask'));
		await relay.turn();
		socket.say({ type: 'cancel', id: 'stop', data: { request_id: 'ask' } });
		await relay.turn();
		reader.read(socket.frames());
		expect(reader.ends.get('ask')).toEqual(['stop']);
	});

	test('F28 comes when nobody has watched for 120 seconds, and not before', async () => {
		const relay = createAnalysingRelay([[delta('Half'), PAUSE, delta(' more')]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('ask'));
		await relay.turn();
		socket.cut();
		relay.clock.elapse(119_000);
		await relay.turn();
		expect(relay.rooms.active()).toBe(1);
		const back = relay.link('test');
		back.say(hello(['test']));
		await relay.turn();
		relay.clock.elapse(119_000);
		await relay.turn();
		back.cut();
		relay.clock.elapse(119_999);
		await relay.turn();
		expect(relay.rooms.active()).toBe(1);
		relay.clock.elapse(1);
		await relay.turn();
		expect(relay.rooms.active()).toBe(0);
		const late = relay.link('test');
		late.say(hello(['test']));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(late.frames());
		expect(reader.texts.get('ask')).toBe('Half');
		expect(reader.ends.get('ask')).toEqual(['cancelled']);
	});

	test('is a failure where the answer grows too large, and the text up to there stays', async () => {
		const pieces = Array.from({ length: 30 }, () => delta('ten chars.'));
		const relay = createAnalysingRelay([[...pieces, finished()]], {
			answerCharacters: 105,
			gatherCharacters: 1
		});
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('ask'));
		for (let at = 0; at < 5; at += 1) await relay.turn();
		const frames = socket.frames();
		const reader = createStrictReader();
		reader.read(frames);
		expect(reader.texts.get('ask')).toBe('ten chars.'.repeat(10));
		expect(reader.ends.get('ask')).toEqual(['error']);
		expect(frames.find(({ type }) => type === 'error')?.data['code']).toBe('too_large');
	});
});

test('the answers of one user are counted together', async () => {
	const pieces = Array.from({ length: 8 }, () => delta('ten chars.'));
	const relay = createAnalysingRelay([[...pieces, PAUSE], pieces], {
		answerCharacters: 105,
		gatherCharacters: 1
	});
	const socket = relay.link('test');
	socket.say(hello(['test', 'other']));
	socket.say(question('ask'));
	await relay.turn();
	socket.say({ ...question('more'), channel: 'other' });
	for (let at = 0; at < 5; at += 1) await relay.turn();
	const frames = socket.frames();
	const texts = (id: string) =>
		frames.filter(({ type, request_id }) => type === 'llm_chunk' && request_id === id);
	expect(texts('ask').map(({ data }) => data['chunk'])).toHaveLength(8);
	expect(texts('more').map(({ data }) => data['chunk'])).toEqual(['ten chars.', 'ten chars.', '']);
	expect(frames.find(({ type }) => type === 'error')?.data['code']).toBe('too_large');
});

describe('a plain client', () => {
	test('F23 sees four answers that are made at once one after another', async () => {
		const ids = ['one', 'two', 'three', 'four'];
		const relay = createAnalysingRelay(
			[
				(onEvent, _signal, request) =>
					new Promise<void>((resolve) => {
						const name = request.messages.at(-1)?.text ?? '';
						let at = 0;
						const next = () => {
							at += 1;
							if (at > 5) {
								onEvent(finished());
								resolve();
								return;
							}
							onEvent(delta(`${name}${at} `));
							void Promise.resolve().then(next);
						};
						next();
					})
			],
			{ gatherCharacters: 1 }
		);
		const plain = relay.plain('test');
		const asker = relay.link('test');
		asker.say(hello(['test']));
		for (const id of ids) asker.say(question(id, id));
		for (let at = 0; at < 10; at += 1) await relay.turn();
		const texts = plain.texts();
		const answers: string[] = [''];
		for (const text of texts) {
			const { data } = JSON.parse(text) as { data: { chunk: string; is_final: boolean } };
			answers.push((answers.pop() ?? '') + data.chunk);
			if (data.is_final) answers.push('');
		}
		expect(answers.slice(0, -1).toSorted()).toEqual(
			ids.map((id) => [1, 2, 3, 4, 5].map((at) => `${id}${at} `).join('')).toSorted()
		);
		expect(answers.at(-1)).toBe('');
	});

	test('sees of an agent run only what its writer says, none of it final, and then the message', async () => {
		const relay = createFakeRelay();
		const plain = relay.plain('test');
		plain.say({ type: 'chat_message', data: { content: 'Why?', workspace: 'w' } });
		await relay.turn();
		const [run] = relay.rooms.find('test')?.requests.active() ?? [];
		const id = run?.requestId ?? '';
		const bus = relay.bus('test');
		const say = (agent: string, chunk: string, isFinal = false) =>
			bus.publish({
				type: 'llm_chunk',
				request_id: id,
				run_id: `${id}-${agent}`,
				agent,
				...(agent === 'synthesis' ? {} : { parent_id: id }),
				data: { chunk, is_final: isFinal }
			});
		bus.publish({
			type: 'agent_action',
			request_id: id,
			data: { agent: 'planner', action: 'plan_ready' }
		});
		say('log_triage', 'not shown');
		say('log_triage', '', true);
		say('synthesis', 'The answer.');
		bus.publish({
			type: 'llm_chunk',
			request_id: id,
			kind: 'reasoning',
			agent: 'synthesis',
			data: { chunk: 'hm', is_final: false }
		});
		say('synthesis', '', true);
		bus.publish({
			type: 'chat_message',
			request_id: id,
			data: { content: 'The answer.', workspace: 'w', is_final: true }
		});
		await relay.turn();
		expect(plain.texts()).toEqual([
			'{"type":"agent_action","data":{"agent":"planner","action":"plan_ready"}}',
			'{"type":"llm_chunk","data":{"chunk":"The answer.","is_final":false}}',
			'{"type":"chat_message","data":{"content":"The answer.","workspace":"w","is_final":true}}'
		]);
	});

	test('does not get its own line back, and everybody else does', async () => {
		const relay = createFakeRelay();
		const [sender, other] = [relay.plain('test'), relay.plain('test')];
		const link = relay.link('test');
		link.say(hello(['test']));
		await relay.turn();
		link.frames();
		sender.say({
			type: 'chat_message',
			data: { content: 'Hello', workspace: 'w', is_final: true }
		});
		await relay.turn();
		const line = '{"type":"chat_message","data":{"content":"Hello","workspace":"w"}}';
		expect(sender.texts()).toEqual([]);
		expect(other.texts()).toEqual([line]);
		expect(link.frames().find(({ type }) => type === 'chat_message')).toMatchObject({
			data: { content: 'Hello', workspace: 'w' },
			from: expect.any(String) as string
		});
	});

	test('is told of a refused question and its end only after the answer that is under way', async () => {
		const relay = createAnalysingRelay([[delta('One'), PAUSE, delta('.')]], { inflight: 1 });
		const plain = relay.plain('test');
		plain.say({ type: 'llm_request', data: { content: 'a', template: 't' } });
		await relay.turn();
		plain.say({ type: 'llm_request', data: { content: 'b', template: 't' } });
		plain.say({ type: 'llm_request', data: { template: 't' } });
		await relay.turn();
		relay.client.resume();
		await relay.turn();
		relay.clock.elapse(30);
		await relay.turn();
		const types = plain.texts().map((text) => text.replace(/"message":".*"/, '"message":"…"'));
		expect(types).toEqual([
			'{"type":"llm_chunk","data":{"chunk":"One","is_final":false}}',
			'{"type":"llm_chunk","data":{"chunk":".","is_final":false}}',
			'{"type":"llm_chunk","data":{"chunk":"","is_final":true}}',
			'{"type":"error","data":{"code":"busy","message":"…"}}',
			'{"type":"llm_chunk","data":{"chunk":"","is_final":true}}',
			'{"type":"error","data":{"code":"bad_message","message":"…"}}',
			'{"type":"llm_chunk","data":{"chunk":"","is_final":true}}'
		]);
	});
});

describe('others on a channel', () => {
	test('see who asked what, and get the text by its hash while it is kept', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const asker = relay.link('test');
		asker.say(hello(['test'], { label: 'Desk' }));
		asker.say(question('ask', 'The whole text.'));
		await relay.turn();
		const watcher = relay.link('test');
		watcher.say(hello(['test']));
		await relay.turn();
		const frames = watcher.frames();
		const user = asker.frames()[0]?.data['user'];
		const events = frames.find(({ type }) => type === 'snapshot')?.data['events'] as {
			type: string;
			data: { content_hash: string; from: string };
		}[];
		const started = events.find(({ type }) => type === 'request_started')?.data;
		expect(started?.from).toBe(user);
		expect(frames.find(({ type }) => type === 'presence')?.data).toEqual({
			channel: 'test',
			members: [{ from: user, label: 'Desk' }, { from: expect.any(String) as string }],
			count: 2
		});
		watcher.say({
			type: 'content_request',
			id: 'c',
			data: { content_hash: started?.content_hash }
		});
		watcher.say({ type: 'content_request', id: 'd', data: { content_hash: 'other' } });
		watcher.say({ type: 'channels_request', id: 'e', data: {} });
		await relay.turn();
		const answers = watcher.frames();
		expect(answers.find(({ re }) => re === 'c')?.data['content']).toBe('The whole text.');
		expect(answers.find(({ data }) => data['re'] === 'd')?.data['code']).toBe('not_found');
		expect(answers.find(({ re }) => re === 'e')?.data).toEqual({
			channels: [{ channel: 'test', members: 2, active: 0 }]
		});
	});

	test('are told when somebody leaves, at most so often', async () => {
		const relay = createFakeRelay({ limits: { presenceMs: 250 } });
		const watcher = relay.link('test');
		watcher.say(hello(['test']));
		await relay.turn();
		watcher.frames();
		for (let at = 0; at < 20; at += 1) {
			const guest = relay.link('test');
			guest.say(hello(['test']));
			guest.cut();
		}
		await relay.turn();
		expect(watcher.frames()).toEqual([]);
		relay.clock.elapse(250);
		await relay.turn();
		expect(watcher.frames().map(({ type, data }) => [type, data['count']])).toEqual([
			['presence', 1]
		]);
	});
});

describe('an idle channel', () => {
	test('lets its log go five minutes after the last event, and its answers later', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('ask'));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(socket.frames());
		const { epoch } = reader.position;
		relay.clock.elapse(2 * 60 * 60_000);
		socket.cut();
		expect(relay.rooms.find('test')?.log.epoch).toBe(epoch);
		relay.clock.elapse(4 * 60_000);
		expect(relay.rooms.find('test')?.log.epoch).toBe(epoch);
		relay.clock.elapse(3 * 60_000);
		expect(relay.rooms.find('test')?.log.epoch).not.toBe(epoch);
		relay.clock.elapse(10 * 60_000);
		expect(relay.rooms.find('test')).toBeUndefined();
	});
});
