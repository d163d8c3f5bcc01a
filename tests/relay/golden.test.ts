import { describe, expect, test } from 'vitest';
import { openClient, openRelay, openSimulator, parse, type Client } from './relay-world.ts';

/** What a client sends that knows the four given types and nothing else, byte for byte. */
const REQUEST =
	'{"type":"llm_request","data":{"content":"Test query","template":"parsing_analysis"}}';
const QUESTION =
	'{"type":"chat_message","data":{"content":"Complex query requiring multiple agents","workspace":"test"}}';
const FINAL = '{"type":"llm_chunk","data":{"chunk":"","is_final":true}}';

const isFinalChunk = (frame: string) =>
	frame.startsWith('{"type":"llm_chunk"') && frame.includes('"is_final":true');

/** A chunk's frame as the contract has it. */
function chunkFrame(frame: string): string {
	const { data } = parse(frame);
	return `{"type":"llm_chunk","data":{"chunk":${JSON.stringify(data['chunk'])},"is_final":false}}`;
}

/** All text of chunks, the final one left out. */
function textBeforeEnd(frames: readonly string[]): string {
	return frames
		.slice(0, -1)
		.map((frame) => String(parse(frame).data['chunk']))
		.join('');
}

async function ask(client: Client): Promise<string[]> {
	client.send(REQUEST);
	return client.until(isFinalChunk);
}

describe('a client that knows four types and no envelope', () => {
	test('(a) gets an answer in chunks, up to the final one', async () => {
		const client = await openClient(await openRelay(), 'test');
		expect(client.socket.protocol).toBe('');
		const frames = await ask(client);
		expect(frames.at(-1)).toBe(FINAL);
		const before = frames.slice(0, -1);
		expect(before).toEqual(before.map(chunkFrame));
		expect(textBeforeEnd(frames).trim()).not.toBe('');
	});

	test('(b) gets agents at work, a text, and the message that ends the run', async () => {
		const client = await openClient(await openRelay(), 'test');
		client.send(QUESTION);
		const frames = await client.until((frame) => frame.startsWith('{"type":"chat_message"'));
		const actions = frames.filter((frame) => frame.startsWith('{"type":"agent_action","data":{'));
		expect(actions.map((frame) => parse(frame).data['action'])).toEqual(
			expect.arrayContaining(['plan_started', 'plan_ready', 'agent_started', 'agent_finished'])
		);
		const chunks = frames.filter((frame) => frame.startsWith('{"type":"llm_chunk"'));
		expect(chunks).toEqual(chunks.map(chunkFrame));
		const answer = chunks.map((frame) => String(parse(frame).data['chunk'])).join('');
		expect(answer.trim()).not.toBe('');
		expect(frames.at(-1)).toBe(
			`{"type":"chat_message","data":${JSON.stringify({ content: answer, workspace: 'test', is_final: true })}}`
		);
		expect(frames).toHaveLength(actions.length + chunks.length + 1);
	});

	test('(c) has the whole text, though it leaves the final chunk out', async () => {
		const relay = await openRelay();
		const other = await openClient(relay, 'test', { protocols: ['relay.v1'] });
		other.send({
			type: 'hello',
			data: { client: { name: 'test', version: '1' }, subs: [{ channel: 'test' }] }
		});
		await other.until((frame) => parse(frame).type === 'snapshot');
		const client = await openClient(relay, 'test');
		const frames = await ask(client);
		const chunks = (await other.until(isFinalChunk)).map(parse);
		const whole = chunks
			.filter(({ type, kind }) => type === 'llm_chunk' && kind === 'text')
			.map(({ data }) => String(data['chunk']))
			.join('');
		expect(textBeforeEnd(frames)).toBe(whole);
		expect(chunks.at(-1)?.off).toBe(whole.length);
	});

	describe('(d) is told what is wrong, and gets the end that was promised', () => {
		const codeOf = (frame: string | undefined) => {
			const { data } = parse(frame ?? '{"data":{}}');
			expect(frame).toBe(
				`{"type":"error","data":{"code":${JSON.stringify(data['code'])},"message":${JSON.stringify(data['message'])}}}`
			);
			return data['code'];
		};

		test('of an unknown template', async () => {
			const client = await openClient(await openRelay(), 'test');
			client.send('{"type":"llm_request","data":{"content":"Test query","template":"no_such"}}');
			const frames = await client.until(isFinalChunk);
			expect([frames.length, codeOf(frames[0]), frames[1]]).toEqual([2, 'unknown_template', FINAL]);
		});

		test('of a model server that is dead', async () => {
			const simulator = await openSimulator();
			await simulator.close();
			const client = await openClient(await openRelay({ upstream: simulator.url }), 'test');
			const frames = await ask(client);
			expect([frames.length, codeOf(frames[0]), frames[1]]).toEqual([2, 'unreachable', FINAL]);
		});

		test('of a model server that breaks off', async () => {
			const simulator = await openSimulator({ scenario: 'reset-after-n-chunks' });
			const client = await openClient(await openRelay({ upstream: simulator.url }), 'test');
			const frames = await ask(client);
			expect(codeOf(frames.at(-2))).toBe('interrupted');
			expect(frames.at(-1)).toBe(FINAL);
		});

		test.each([
			['not JSON', '{"type":', 'bad_json'],
			['JSON that is no message', '[]', 'bad_message'],
			['a type that there is not', '{"type":"no_such","data":{}}', 'unknown_type'],
			[
				'a type that only services say',
				'{"type":"agent_action","data":{"agent":"a","action":"b"}}',
				'forbidden'
			]
		])('of %s, and is served as before', async (_what, text, code) => {
			const client = await openClient(await openRelay(), 'test');
			client.send(text);
			expect(codeOf(await client.next())).toBe(code);
			expect((await ask(client)).at(-1)).toBe(FINAL);
		});

		test('of a request that is none, with its end', async () => {
			const client = await openClient(await openRelay(), 'test');
			client.send('{"type":"llm_request","data":{"template":"parsing_analysis"}}');
			expect(codeOf(await client.next())).toBe('bad_message');
			expect(await client.next()).toBe(FINAL);
			client.send('{"type":"chat_message","data":{}}');
			expect(codeOf(await client.next())).toBe('bad_message');
			expect(await client.next()).toBe(
				'{"type":"chat_message","data":{"content":"","is_final":true}}'
			);
		});

		test('of a frame that is too large, after which the connection ends', async () => {
			const client = await openClient(await openRelay(), 'test');
			client.send(REQUEST.replace('Test query', 'x'.repeat(8 * 1024 * 1024)));
			expect(codeOf(await client.next())).toBe('too_large');
			expect((await client.closed).code).toBe(1009);
		});
	});
});
