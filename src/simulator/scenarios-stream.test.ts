/** What each scenario puts on the wire: what streams say, and how their bytes come. */
import { expect, test, vi } from 'vitest';
import {
	ask,
	at,
	createSkippingClock,
	LEASE,
	LLAMA,
	post,
	postJson,
	postStream,
	readEvents,
	saidBy,
	saidIn,
	withSimulator
} from './fakes.ts';
import type { Simulator } from './simulator.ts';

const CHAT = '/v1/chat/completions';
const NATIVE = '/api/v1/chat';
const native = (input: string) => ({ model: LLAMA, input });

/** The pieces in which a stream arrives, until it ends or breaks. */
async function receive(
	simulator: Simulator,
	path: string,
	body: Record<string, unknown>
): Promise<{ pieces: Uint8Array[]; text: string; isBroken: boolean }> {
	const response = await post(simulator, path, { stream: true, ...body });
	const reader = response.body?.getReader();
	const pieces: Uint8Array[] = [];
	let isBroken = false;
	try {
		for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
			pieces.push(read.value);
		}
	} catch {
		isBroken = true;
	}
	return { pieces, text: Buffer.concat(pieces).toString(), isBroken };
}

/** The whole text of an undisturbed stream. */
async function usualText(simulator: Simulator, path: string, body: Record<string, unknown>) {
	simulator.setScenario(undefined);
	return (await postStream(simulator, path, body)).text;
}

/** Without what differs from one answer to the next. */
function withoutIds(text: string): string {
	return text.replace(/(?:chatcmpl-|resp_)[0-9a-z]+/g, 'id');
}

test('empty-stream is an event stream with nothing in it', async () => {
	await withSimulator({ scenario: 'empty-stream' }, async (simulator) => {
		for (const [path, body] of [
			[CHAT, ask('Hi')],
			[NATIVE, native('Hi')]
		] as const) {
			const response = await post(simulator, path, { ...body, stream: true });
			expect(response.headers.get('content-type')).toBe('text/event-stream');
			expect([response.status, await response.text()]).toEqual([200, '']);
		}
	});
});

test('done-only is the marker alone', async () => {
	await withSimulator({ scenario: 'done-only' }, async (simulator) => {
		expect((await postStream(simulator, CHAT, ask('Hi'))).text).toBe('data: [DONE]\n\n');
		const { events } = await postStream(simulator, NATIVE, native('Hi'));
		expect(events.map(({ event }) => event)).toEqual(['chat.end']);
		expect(at(events[0]?.data, 'result.output')).toEqual([]);
	});
});

test('json-200-instead-of-stream answers as if no stream had been asked for', async () => {
	await withSimulator({ scenario: 'json-200-instead-of-stream' }, async (simulator) => {
		const response = await post(simulator, CHAT, { ...ask('Hi'), stream: true });
		expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
		expect(at(await response.json(), 'object')).toBe('chat.completion');
	});
});

test('reset-after-n-chunks breaks the connection after eight deltas', async () => {
	await withSimulator({ scenario: 'reset-after-n-chunks' }, async (simulator) => {
		const { text, isBroken } = await receive(simulator, CHAT, ask(LEASE));
		expect(isBroken).toBe(true);
		expect(readEvents(text).length).toBeLessThanOrEqual(8);
		expect(text).not.toContain('finish_reason":"stop"');
		expect(simulator.requests[0]?.clientClosed).toBe(false);
	});
});

test('end-without-marker ends after the text, cleanly', async () => {
	await withSimulator({ scenario: 'end-without-marker' }, async (simulator) => {
		const { text, isBroken } = await receive(simulator, CHAT, ask(LEASE));
		expect(isBroken).toBe(false);
		expect(text).not.toMatch(/\[DONE\]|"finish_reason":"/);
		const { events } = await postStream(simulator, NATIVE, native(LEASE));
		expect(events.at(-1)?.event).toBe('message.delta');
		expect(saidBy(events, 'message.delta')).toBe(saidIn(readEvents(text), 'content'));
	});
});

test('stall-after-first-token says one token and stays open', async () => {
	await withSimulator({ scenario: 'stall-after-first-token' }, async (simulator) => {
		const leave = new AbortController();
		const options = { signal: leave.signal };
		const response = await post(simulator, CHAT, { ...ask('Hi'), stream: true }, options);
		const reader = response.body?.getReader();
		const first = new TextDecoder().decode((await reader?.read())?.value);
		expect(saidIn(readEvents(first), 'content')).toBe('Demo');
		const next = reader?.read();
		leave.abort();
		await expect(next).rejects.toThrow(/abort/i);
		await vi.waitFor(() => expect(simulator.requests[0]?.clientClosed).toBe(true));
	});
});

test('error-then-chat-end tells an error among the deltas, and natively the partial result', async () => {
	await withSimulator({ scenario: 'error-then-chat-end' }, async (simulator) => {
		const { events } = await postStream(simulator, NATIVE, native(LEASE));
		expect(events.slice(-3)).toEqual([
			{ event: 'message.end', data: { type: 'message.end' } },
			{
				event: 'error',
				data: { type: 'error', error: { message: 'The generation broke off.', type: 'unknown' } }
			},
			{ event: 'chat.end', data: events.at(-1)?.data }
		]);
		expect(at(events.at(-1)?.data, 'result.stats.total_output_tokens')).toBe(8);
		const chat = await postStream(simulator, CHAT, ask(LEASE));
		expect(chat.events).toHaveLength(9);
		expect(chat.events.at(-1)?.event).toBe('error');
	});
});

test('malformed-json-mid-stream sends half a frame, and then the whole one', async () => {
	await withSimulator({ scenario: 'malformed-json-mid-stream' }, async (simulator) => {
		const { events } = await postStream(simulator, CHAT, ask(LEASE));
		const broken = events.filter(({ data }) => typeof data === 'string' && data !== '[DONE]');
		expect(broken).toEqual([events[5]]);
		const whole = await postJson(simulator, CHAT, ask(LEASE));
		expect(saidIn(events, 'content')).toBe(at(whole.body, 'choices.0.message.content'));
	});
});

test('data-after-done says something after the end', async () => {
	await withSimulator({ scenario: 'data-after-done' }, async (simulator) => {
		const { events } = await postStream(simulator, CHAT, ask('Hi'));
		expect(events.at(-2)?.data).toBe('[DONE]');
		expect(at(events.at(-1)?.data, 'choices.0.delta.content')).toBe(' This came after the end.');
		const names = (await postStream(simulator, NATIVE, native('Hi'))).events.map((it) => it.event);
		expect(names.slice(-3)).toEqual(['chat.end', 'message.start', 'message.delta']);
	});
});

test('stay-open-after-end leaves the connection to the client, and its place to others', async () => {
	await withSimulator({ scenario: 'stay-open-after-end' }, async (simulator) => {
		const leave = new AbortController();
		const start = async () => {
			const options = { signal: leave.signal };
			const response = await post(simulator, CHAT, { ...ask('Hi'), stream: true }, options);
			const reader = response.body?.getReader();
			let text = '';
			while (!text.includes('[DONE]')) {
				text += new TextDecoder().decode((await reader?.read())?.value);
			}
			return reader;
		};
		const readers = [];
		for (let count = 0; count < 5; count += 1) readers.push(await start());
		expect(simulator.requests.map(({ clientClosed }) => clientClosed)).toEqual(
			Array<boolean>(5).fill(false)
		);
		leave.abort();
		await expect(readers[4]?.read()).rejects.toThrow(/abort/i);
	});
});

test('duplicate-prompt-end tells the end of the prompt twice', async () => {
	await withSimulator({ scenario: 'duplicate-prompt-end' }, async (simulator) => {
		const { text } = await postStream(simulator, NATIVE, native('Hi'));
		expect(text.match(/^event: prompt_processing\.end$/gm)).toHaveLength(2);
	});
});

test('message-start-empty has no type in its data', async () => {
	await withSimulator({ scenario: 'message-start-empty' }, async (simulator) => {
		const { text } = await postStream(simulator, NATIVE, native('Hi'));
		expect(text).toContain('event: message.start\ndata: {}\n\n');
	});
});

test('role-on-every-delta repeats the role', async () => {
	await withSimulator({ scenario: 'role-on-every-delta' }, async (simulator) => {
		const { events } = await postStream(simulator, CHAT, ask('Hi'));
		const deltas = events.slice(0, -2).map(({ data }) => at(data, 'choices.0.delta.role'));
		expect(new Set(deltas)).toEqual(new Set(['assistant']));
	});
});

test('tool-name-empty repeats an empty name', async () => {
	await withSimulator({ scenario: 'tool-name-empty' }, async (simulator) => {
		const tools = [{ type: 'function', function: { name: 'go', parameters: {} } }];
		const request = { ...ask('Hi'), tools, tool_choice: 'required' };
		const { events } = await postStream(simulator, CHAT, request);
		const names = events.map(({ data }) => at(data, 'choices.0.delta.tool_calls.0.function.name'));
		expect(names.slice(0, 2)).toEqual(['go', '']);
	});
});

test('json-in-reasoning leaves the text of a JSON answer empty', async () => {
	await withSimulator({ scenario: 'json-in-reasoning' }, async (simulator) => {
		const schema = { type: 'object', properties: { summary: { type: 'string' } } };
		const response_format = { type: 'json_schema', json_schema: { name: 'x', schema } };
		const { body } = await postJson(simulator, CHAT, { ...ask(LEASE), response_format });
		const message = at(body, 'choices.0.message');
		expect(at(message, 'content')).toBe('');
		expect(Object.keys(JSON.parse(String(at(message, 'reasoning_content'))) as object)).toEqual([
			'summary'
		]);
		const plain = await postJson(simulator, CHAT, ask(LEASE));
		expect(at(plain.body, 'choices.0.message.reasoning_content')).toBe('');
	});
});

test('split-frames cuts frames in pieces, also inside characters, and changes nothing else', async () => {
	await withSimulator({ scenario: 'split-frames' }, async (simulator) => {
		const { pieces, text } = await receive(simulator, CHAT, ask(LEASE));
		expect(pieces.length).toBeGreaterThan(readEvents(text).length * 1.5);
		const cutInside = pieces.filter((piece) => ((piece[0] ?? 0) & 0xc0) === 0x80);
		expect(cutInside.length).toBeGreaterThan(0);
		expect(withoutIds(text)).toBe(withoutIds(await usualText(simulator, CHAT, ask(LEASE))));
	});
});

test('merged-frames brings five frames at a time', async () => {
	await withSimulator({ scenario: 'merged-frames' }, async (simulator) => {
		const { pieces, text } = await receive(simulator, CHAT, ask(LEASE));
		const counts = pieces.map((piece) => readEvents(Buffer.from(piece).toString()).length);
		expect(counts.slice(0, -1).every((count) => count % 5 === 0)).toBe(true);
		expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
	});
});

test.each([
	['crlf', '\r\n'],
	['cr', '\r']
])('%s ends every line its own way', async (scenario, lineEnd) => {
	await withSimulator({ scenario }, async (simulator) => {
		const { text } = await receive(simulator, NATIVE, native('Hi'));
		const usual = withoutIds(await usualText(simulator, NATIVE, native('Hi')));
		expect(withoutIds(text)).toBe(usual.replaceAll('\n', lineEnd));
	});
});

test('bom begins the stream with a byte order mark', async () => {
	await withSimulator({ scenario: 'bom' }, async (simulator) => {
		const { pieces } = await receive(simulator, CHAT, ask('Hi'));
		expect(Buffer.concat(pieces).subarray(0, 8).toString('latin1')).toBe('ï»¿data:');
	});
});

test('burst makes no pause between tokens', async () => {
	const clock = createSkippingClock();
	await withSimulator({ tokensPerSecond: 10, clock }, async (simulator) => {
		const timed = async () => {
			const before = clock.now();
			await postStream(simulator, CHAT, { ...ask(LEASE), max_tokens: 40 });
			return clock.now() - before;
		};
		expect(await timed()).toBe(4000);
		simulator.setScenario('burst');
		expect(await timed()).toBe(0);
	});
});
