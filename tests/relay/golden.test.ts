import { expect, test } from 'vitest';
import { openClient, openRelay, parse } from './relay-world.ts';

const REQUEST =
	'{"type":"llm_request","data":{"content":"Test query","template":"parsing_analysis"}}';

test('(a) a client that knows four types asks, and gets its answer up to the final chunk', async () => {
	const client = await openClient(await openRelay(), 'test');
	client.send(REQUEST);
	const frames = await client.until((frame) => frame.includes('"is_final":true'));
	expect(frames.at(-1)).toBe('{"type":"llm_chunk","data":{"chunk":"","is_final":true}}');
	for (const frame of frames.slice(0, -1)) {
		const { data } = parse(frame);
		expect(frame).toBe(
			`{"type":"llm_chunk","data":{"chunk":${JSON.stringify(data['chunk'])},"is_final":false}}`
		);
	}
	expect(frames.length).toBeGreaterThan(1);
});
