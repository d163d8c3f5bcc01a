import { expect, test } from 'vitest';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import type { ChunkKind } from '#lib/protocol/message.ts';
import { sizeBytes } from './inspected-rows.ts';
import { InspectorState } from './inspector-state.svelte.ts';

function createInspector() {
	const { bus } = createFakeBus();
	const frame: { task?: () => void } = {};
	const inspector = new InspectorState(bus, { schedule: (task) => (frame.task = task) });
	const say = (chunk: string, requestId = 'a', kind: ChunkKind = 'text') =>
		bus.publish({
			type: 'llm_chunk',
			request_id: requestId,
			kind,
			data: { chunk, is_final: false }
		});
	return {
		bus,
		inspector,
		say,
		/** Lets the browser paint. */
		paint: () => {
			frame.task?.();
			delete frame.task;
		},
		places: () => inspector.shown.map(({ messages }) => messages.map(({ seq }) => seq))
	};
}

const cancel: MessageDraft = { type: 'cancel', data: { request_id: 'a' } };

test('shows what the bus said before it watched, and what it says from then on', () => {
	const { bus, inspector, paint, places } = createInspector();
	bus.publish(cancel);
	inspector.watch();
	expect(places()).toEqual([[1]]);
	bus.publish(cancel);
	paint();
	expect(places()).toEqual([[1], [2]]);
});

test('watches no longer once the watch has ended', () => {
	const { bus, inspector, paint, places } = createInspector();
	const stop = inspector.watch();
	stop();
	bus.publish(cancel);
	paint();
	expect(places()).toEqual([]);
});

test('joins neighbouring chunks of one answer, and no others', () => {
	const { bus, inspector, say, places } = createInspector();
	say('a');
	say('b');
	say('c', 'another');
	say('d');
	say('e', 'a', 'reasoning');
	bus.publish({ type: 'llm_chunk', request_id: 'a', data: { chunk: '', is_final: true } });
	inspector.watch();
	expect(places()).toEqual([[1, 2], [3], [4], [5], [6]]);
	inspector.joinsChunks = false;
	expect(places()).toEqual([[1], [2], [3], [4], [5], [6]]);
});

test('keeps a row and its key while it does not change, and its key while it grows', () => {
	const { bus, inspector, say, paint } = createInspector();
	bus.publish(cancel);
	say('a');
	inspector.watch();
	const [before, growing] = inspector.shown;
	say('b');
	paint();
	const [after, grown] = inspector.shown;
	expect(after).toBe(before);
	expect(grown?.messages).toHaveLength(2);
	expect(grown?.key).toBe(growing?.key);
});

test('finds words that span chunks, in any case', () => {
	const { inspector, say, places } = createInspector();
	say('Pu');
	say('mp 7');
	say('seal', 'another');
	inspector.watch();
	inspector.filter = ' PUMP llm_chunk ';
	expect(places()).toEqual([[1, 2]]);
	expect(inspector.fittingCount).toBe(1);
	expect(inspector.messageCount).toBe(3);
	inspector.filter = 'pump seal';
	expect(places()).toEqual([]);
});

test('holds still while paused, and then shows all that came', () => {
	const { bus, inspector, paint, places } = createInspector();
	inspector.watch();
	inspector.togglePause();
	bus.publish(cancel);
	paint();
	expect({ paused: inspector.isPaused, places: places() }).toEqual({ paused: true, places: [] });
	inspector.togglePause();
	expect({ paused: inspector.isPaused, places: places() }).toEqual({
		paused: false,
		places: [[1]]
	});
});

test('holds still also when a frame was asked for before the pause', () => {
	const { bus, inspector, paint, places } = createInspector();
	inspector.watch();
	bus.publish(cancel);
	inspector.togglePause();
	paint();
	expect(places()).toEqual([]);
});

test('shows the newest 500 rows', () => {
	const { bus, inspector, places } = createInspector();
	for (let count = 0; count < 620; count += 1) bus.publish(cancel);
	inspector.watch();
	expect(places().length).toBe(500);
	expect(places().at(0)).toEqual([121]);
	expect(inspector.fittingCount).toBe(620);
});

test('copies what is shown as one JSON text a line', () => {
	const { bus, inspector, say } = createInspector();
	const hidden = bus.publish(cancel);
	const messages = [say('a'), say('b\nc')];
	inspector.watch();
	inspector.filter = 'llm_chunk';
	expect(inspector.toJsonLines()).toBe(messages.map((m) => `${JSON.stringify(m)}\n`).join(''));
	expect(inspector.toJsonLines()).not.toContain(hidden.type);
});

test('counts sizes in bytes of UTF-8, of joined chunks together', () => {
	const { inspector, say } = createInspector();
	const messages = [say('é'), say('→')];
	inspector.watch();
	const bytes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
	expect(inspector.shown.map(sizeBytes)).toEqual([bytes.reduce((a, b) => a + b)]);
});
