import { expect, test } from 'vitest';
import type { Bus } from '#lib/core/bus/bus.ts';
import { settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, tell, type FakeBrowser } from './fakes.ts';
import { readRunFile } from './run-files.ts';
import { RunId } from './run-records.ts';

async function stored(browser: FakeBrowser, id = RunId.parse('run-1')) {
	await settle();
	return readRunFile(browser.store, id);
}

test('how long the reasoning took is kept, with an answer that goes on from another as well', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	bus.publish({
		type: 'llm_request',
		id: 'run-1',
		data: { content: 'A text.', template: 'summary_brief', partial_answer: 'It held' }
	});
	think(bus, 'Let me ');
	browser.clock.elapse(700);
	think(bus, 'think.');
	browser.clock.elapse(300);
	expect((await stored(browser))?.receipt.reasoning_ms).toBeUndefined();
	tell(bus, [', and']);
	browser.clock.elapse(400);
	tell(bus, [' more.'], 'run-1', 5);
	end(bus);
	const file = await stored(browser);
	expect(file?.answer.text).toBe('It held, and more.');
	expect(file?.receipt.reasoning_ms).toBe(1000);
});

test('reasoning that is stopped has the time that it took; of one that goes on after a reload none is known', async () => {
	const browser = createFakeBrowser();
	const { bus, kill } = browser.openPage();
	ask(bus);
	ask(bus, 'run-2');
	await settle();
	for (const id of ['run-1', 'run-2']) think(bus, 'Hm', id);
	browser.clock.elapse(500);
	think(bus, '.');
	end(bus, 'cancelled');
	expect((await stored(browser))?.receipt.reasoning_ms).toBe(500);
	kill();
	const after = browser.openPage();
	think(after.bus, '. So', 'run-2', 2);
	await settle();
	browser.clock.elapse(500);
	tell(after.bus, ['Yes.'], 'run-2');
	end(after.bus, 'stop', 'run-2');
	const file = await stored(browser, RunId.parse('run-2'));
	expect(file?.answer).toMatchObject({ text: 'Yes.', reasoning: 'Hm. So' });
	expect(file?.receipt.reasoning_ms).toBeUndefined();
});

function think(bus: Bus, chunk: string, id = 'run-1', off?: number) {
	bus.publish({
		type: 'llm_chunk',
		request_id: id,
		kind: 'reasoning',
		...(off === undefined ? {} : { off }),
		data: { chunk, is_final: false }
	});
}
