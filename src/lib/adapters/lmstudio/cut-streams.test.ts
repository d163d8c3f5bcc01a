/** A stream means the same however the network cuts it and however its lines end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	MODEL,
	PLAIN,
	SEEDED,
	chatEnd,
	chunk,
	delta,
	eventsOf,
	named,
	startClient,
	stream,
	unnamed
} from './fakes.ts';

const PIECES = ['Zoë ', '日本', '語 ', '😀👨‍👩‍👧', '\u2028"quoted" \\ ', '\r\n', '<b>', '\u0000\ufeff'];

const RECORDINGS = [
	{
		name: 'native',
		route: 'POST /api/v1/chat',
		request: PLAIN,
		body: named(
			['chat.start', { type: 'chat.start', model_instance_id: MODEL }],
			['prompt_processing.progress', { type: 'prompt_processing.progress', progress: 0.5 }],
			['reasoning.delta', { type: 'reasoning.delta', content: '思' }],
			['message.start', {}],
			...PIECES.map(delta),
			chatEnd({ stats: { input_tokens: 9, total_output_tokens: 8, tokens_per_second: 40 } })
		)
	},
	{
		name: 'OpenAI-like',
		route: 'POST /v1/chat/completions',
		request: SEEDED,
		body: unnamed(
			chunk({ role: 'assistant', content: '<thi' }),
			{ choices: [{ delta: { content: 'nk>思</th' } }] },
			{ choices: [{ delta: { content: 'ink>' } }] },
			// Short ones, for there is a run for every byte.
			...PIECES.map((content) => ({ choices: [{ delta: { content } }] })),
			{ choices: [{ delta: {}, finish_reason: 'length' }] },
			{ choices: [], usage: { prompt_tokens: 9, completion_tokens: 8 } },
			'[DONE]'
		)
	}
];
type Recording = (typeof RECORDINGS)[number];

async function read({ route, request }: Recording, pieces: readonly Uint8Array[]) {
	const { server, client } = startClient();
	server.on(route, () => stream(pieces));
	return eventsOf(client, request);
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
	const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length];
	ends.sort((one, other) => one - other);
	return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

const encode = (text: string) => new TextEncoder().encode(text);

/** Thousands of runs: more than the usual five seconds on a busy machine. */
const LONG_MS = 60_000;

test.each(RECORDINGS)(
	'reads a $name stream cut in two at any byte',
	{ timeout: LONG_MS },
	async (recording) => {
		const bytes = encode(recording.body);
		const whole = await read(recording, [bytes]);
		expect(whole.length).toBeGreaterThan(PIECES.length);
		for (let place = 1; place < bytes.length; place += 1) {
			expect(await read(recording, cut(bytes, [place])), `cut at ${place}`).toEqual(whole);
		}
	}
);

test.each(RECORDINGS)('reads a $name stream that comes byte by byte', async (recording) => {
	const bytes = encode(recording.body);
	const whole = await read(recording, [bytes]);
	expect(await read(recording, cut(bytes, [...bytes.keys()]))).toEqual(whole);
});

test.each(RECORDINGS)(
	'reads a $name stream with mixed line ends, a byte order mark and comments, cut anywhere',
	{ timeout: LONG_MS },
	async (recording) => {
		const whole = await read(recording, [encode(recording.body)]);
		const lines = recording.body.split('\n');
		const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('', '\ufeff'),
				fc.array(lineEnd, { minLength: lines.length, maxLength: lines.length }),
				fc.constantFrom('', ': ping', 'retry: 10', 'id: 7', 'nonsense'),
				fc.array(fc.nat(), { maxLength: 40 }),
				async (mark, ends, between, places) => {
					const body = lines
						.map((line, at) => {
							// After a CR, the LF of an empty line would only be the CR's second half.
							const isSwallowed = ends[at - 1] === '\r' && line === '' && between === '';
							const end = isSwallowed ? '\r\n' : (ends[at] ?? '\n');
							return (line === '' && between !== '' ? between + end : '') + line + end;
						})
						.join('');
					expect(await read(recording, cut(encode(mark + body), places))).toEqual(whole);
				}
			),
			{ numRuns: 200 }
		);
	}
);

test('reads an event whose data is cut over several lines', async () => {
	const { server, client } = startClient();
	const body = 'event: message.delta\ndata: {"content":\ndata: "a"}\n\n';
	server.on('POST /api/v1/chat', () => stream([body + named(chatEnd())]));
	expect((await eventsOf(client, PLAIN))[0]).toEqual({ type: 'text_delta', text: 'a' });
});

test('reads an event whose lines have no blank after the colon', async () => {
	const { server, client } = startClient();
	const body = `event:message.delta\ndata:{"content":"a"}\n\n${named(chatEnd())}`;
	server.on('POST /api/v1/chat', () => stream([body]));
	expect((await eventsOf(client, PLAIN))[0]).toEqual({ type: 'text_delta', text: 'a' });
});

test('keeps a byte order mark that is not at the start', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => stream(['\ufeff', named(delta('\ufeffa'), chatEnd())]));
	expect((await eventsOf(client, PLAIN))[0]).toEqual({ type: 'text_delta', text: '\ufeffa' });
});

test('does not wait for more after a CR that ends the last event of an open connection', async () => {
	const { server, client } = startClient();
	const body = named(delta('a'), chatEnd()).replaceAll('\n', '\r');
	server.on('POST /api/v1/chat', () => stream([body], 'stays open'));
	expect((await eventsOf(client, PLAIN)).map(({ type }) => type)).toEqual([
		'text_delta',
		'finished'
	]);
});

test('drops an event that no blank line ended', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => stream([named(delta('a')), 'data: {"content":"b"}\n']));
	expect(await eventsOf(client, PLAIN)).toMatchObject([
		{ type: 'text_delta', text: 'a' },
		{ type: 'failed', failure: { code: 'interrupted' } }
	]);
});

test('reads one event of a megabyte', async () => {
	const { server, client } = startClient();
	const long = 'é'.repeat(1024 * 1024);
	server.on('POST /api/v1/chat', () => stream(cut(encode(named(delta(long), chatEnd())), [7, 99])));
	expect((await eventsOf(client, PLAIN))[0]).toEqual({ type: 'text_delta', text: long });
});

test.each([
	['in one piece', (body: string) => [body]],
	[
		'in many pieces',
		(body: string) =>
			cut(
				encode(body),
				[...Array(400).keys()].map((n) => n * 5e4)
			)
	]
])('refuses an event of more than 8 MiB that comes %s', async (_case, pieces) => {
	const { server, client } = startClient();
	const long = 'a'.repeat(8 * 1024 * 1024 + 1);
	server.on('POST /api/v1/chat', () => stream(pieces(named(delta('b'), delta(long), chatEnd()))));
	expect(await eventsOf(client, PLAIN)).toMatchObject([
		{ type: 'text_delta', text: 'b' },
		{ type: 'failed', failure: { code: 'bad_answer' } }
	]);
	expect(server.closedBodies).toBe(1);
});
