/** What is known of an answer when it has ended: counts, speeds, and whose they are. */
import { expect, test } from 'vitest';
import type { GenerationEvent } from '#lib/core/ports.ts';
import {
	MODEL,
	PLAIN,
	SEEDED,
	chatEnd,
	chunk,
	delta,
	json,
	liveStream,
	named,
	settle,
	startClient,
	startGeneration,
	unnamed
} from './fakes.ts';

/** A generation in which the head comes after 1 s, the first token after 2 s and the end after 6 s. */
async function timed(request: typeof PLAIN, first: string, last: string, models: unknown[] = []) {
	const { server, client, clock } = startClient();
	const live = liveStream();
	server.on('GET /api/v1/models', () => json({ models }));
	server.on('POST /api/v1/chat', () => live.response);
	server.on('POST /v1/chat/completions', () => live.response);
	await client.inspect();
	const { events, done, abort } = startGeneration(client, request);
	await clock.advance(2000);
	live.send(first);
	await clock.advance(4000);
	if (last === '') abort();
	else live.send(last);
	await done;
	return events.at(-1) as Extract<GenerationEvent, { type: 'finished' }>;
}

const loadedWith = (context: number) => [
	{ key: MODEL, loaded_instances: [{ id: MODEL, config: { context_length: context } }] }
];

test('measures the speed of an answer whose server tells none', async () => {
	const usage = { prompt_tokens: 17, completion_tokens: 20 };
	const { stats, usage: told } = await timed(
		SEEDED,
		unnamed(chunk({ content: 'a' })),
		unnamed(chunk({}, 'stop'), { choices: [], usage }, '[DONE]'),
		loadedWith(4096)
	);
	expect(told).toStrictEqual({ input_tokens: 17, output_tokens: 20 });
	expect(stats).toStrictEqual({
		time_to_first_token_seconds: 2,
		tokens_per_second: 5,
		total_seconds: 6,
		context_length: 4096,
		measured_by: 'client',
		endpoint: 'openai'
	});
});

test('tells the speeds of the server where it has some', async () => {
	const { stats } = await timed(
		PLAIN,
		named(delta('a')),
		named(
			chatEnd({
				stats: {
					total_output_tokens: 20,
					tokens_per_second: 7.5,
					time_to_first_token_seconds: 1.25,
					model_load_time_seconds: 0.5
				}
			})
		),
		loadedWith(4096)
	);
	expect(stats).toStrictEqual({
		time_to_first_token_seconds: 1.25,
		tokens_per_second: 7.5,
		model_load_time_seconds: 0.5,
		total_seconds: 6,
		context_length: 4096,
		measured_by: 'server',
		endpoint: 'native'
	});
});

test('tells what was measured of a cancelled answer', async () => {
	const { usage, stats } = await timed(PLAIN, named(delta('a')), '');
	expect({ usage, stats }).toStrictEqual({
		usage: {},
		stats: {
			time_to_first_token_seconds: 2,
			total_seconds: 6,
			measured_by: 'client',
			endpoint: 'native'
		}
	});
});

test('does not tell the context of a model that this request made the server load', async () => {
	const { stats } = await timed(
		PLAIN,
		named(['model_load.start', {}], delta('a')),
		named(chatEnd()),
		loadedWith(4096)
	);
	expect(stats.context_length).toBe(undefined);
});

test('tells the context of the copy that answered', async () => {
	const copies = [
		{ id: MODEL, config: { context_length: 4096 } },
		{ id: `${MODEL}:2`, config: { context_length: 8192 } }
	];
	const { stats } = await timed(
		PLAIN,
		named(['chat.start', { model_instance_id: `${MODEL}:2` }], delta('a')),
		named(chatEnd({ model_instance_id: `${MODEL}:2` })),
		[{ key: MODEL, loaded_instances: copies }]
	);
	expect(stats.context_length).toBe(8192);
});

test('takes counts that are none as not told', async () => {
	const stats = { input_tokens: -1, total_output_tokens: 'many', tokens_per_second: null };
	const { usage } = await timed(PLAIN, named(delta('a')), named(chatEnd({ stats })));
	expect(usage).toStrictEqual({});
});

test('measures from the sending of the attempt that succeeded', async () => {
	const { server, client, clock } = startClient();
	const live = liveStream();
	server.on(
		'POST /api/v1/chat',
		() => json({}, 503, { 'Retry-After': '9' }),
		() => live.response
	);
	const { events, done } = startGeneration(client, PLAIN);
	await clock.advance(9000);
	live.send(named(delta('a'), chatEnd()));
	await settle();
	await done;
	expect(events.at(-1)).toMatchObject({ stats: { total_seconds: 0 } });
});
