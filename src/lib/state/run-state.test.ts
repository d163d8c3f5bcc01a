import { expect, test } from 'vitest';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import { createFakeClock, createFakeIds } from '#lib/core/fakes.ts';
import { RunState } from './run-state.svelte.ts';

const REQUEST: LlmRequestData = { content: 'A text.', template: 'summary_brief' };

/** A run state with nobody serving its bus: the test publishes what a service would. */
function startWorld() {
	const clock = createFakeClock();
	const { bus, published } = createFakeBus({ clock });
	const waiting: (() => void)[] = [];
	const activity: boolean[] = [];
	const run = new RunState({
		bus,
		clock,
		newId: createFakeIds(),
		frames: { schedule: (task) => waiting.push(task) },
		onActive: (isActive) => activity.push(isActive)
	});
	return {
		run,
		bus,
		clock,
		published,
		activity,
		nextFrame: () => {
			for (const task of waiting.splice(0)) task();
		},
		chunk: (id: string, chunk: string, off: number) =>
			bus.publish({
				type: 'llm_chunk',
				request_id: id,
				data: { chunk, is_final: false },
				kind: 'text',
				off
			}),
		end: (id: string) =>
			bus.publish({
				type: 'llm_chunk',
				request_id: id,
				data: { chunk: '', is_final: true },
				meta: { finish_reason: 'stop' }
			})
	};
}

test('shows what came once a frame, however many messages it was', () => {
	const { run, chunk, nextFrame } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	chunk('id-0001', 'One ', 0);
	chunk('id-0001', 'two.', 4);
	expect(run.view.text).toBe('');
	nextFrame();
	expect(run.view.text).toBe('One two.');
});

test('shows the end as it comes, and no more of it with the frame that was asked for before', () => {
	const { run, chunk, end, nextFrame } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	chunk('id-0001', 'One.', 0);
	end('id-0001');
	const { view } = run;
	expect([view.text, view.status]).toEqual(['One.', 'done']);
	nextFrame();
	expect(run.view).toBe(view);
});

test('has the sentences of the answer spoken as they are finished', async () => {
	const { run, chunk, end, nextFrame, clock } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	await run.loadSpoken();
	chunk('id-0001', 'It failed. It', 0);
	nextFrame();
	expect(run.spoken).toBe('It failed.');
	chunk('id-0001', ' holds', 13);
	end('id-0001');
	nextFrame();
	clock.elapse(1500);
	expect(run.spoken).toBe('It holds');
	run.start(REQUEST, { kind: 'whole' });
	expect(run.spoken).toBe('');
});

test('is queued from the moment it starts, and warns of closing the page until it ends', () => {
	const { run, end, nextFrame, activity } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	expect(run.view.status).toBe('queued');
	expect(run.isRunning).toBe(true);
	end('id-0001');
	nextFrame();
	expect(run.view.status).toBe('done');
	expect(activity.at(-1)).toBe(false);
	expect(activity[0]).toBe(true);
});

test('asks for the end of a run, and keeps what comes until it has ended', () => {
	const { run, chunk, nextFrame, published } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	chunk('id-0001', 'One', 0);
	nextFrame();
	run.stop();
	expect(published.at(-1)).toMatchObject({ type: 'cancel', data: { request_id: 'id-0001' } });
	chunk('id-0001', ' two', 3);
	nextFrame();
	expect(run.view.text).toBe('One two');
});

test('shows nothing of a run that another has taken the place of', () => {
	const { run, chunk, nextFrame, published } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	chunk('id-0001', 'Old', 0);
	run.start({ ...REQUEST, content: 'Another text.' }, { kind: 'whole' });
	expect(published.filter(({ type }) => type === 'cancel')).toHaveLength(1);
	chunk('id-0001', ' news', 3);
	nextFrame();
	expect(run.view.text).toBe('');
	chunk('id-0002', 'New', 0);
	nextFrame();
	expect(run.view.text).toBe('New');
});

test('repeats the same request under a new id', () => {
	const { run, end, published } = startWorld();
	run.start(REQUEST, { kind: 'selection', characters: 7, ofCharacters: 20 });
	end('id-0001');
	run.retry();
	const requests = published.filter(({ type }) => type === 'llm_request');
	expect(requests.map(({ id }) => id)).toEqual(['id-0001', 'id-0002']);
	expect(requests[1]?.data).toEqual(requests[0]?.data);
	expect(run.record?.scope).toEqual({ kind: 'selection', characters: 7, ofCharacters: 20 });
});

test('counts down to an automatic retry', () => {
	const { run, bus, clock, nextFrame } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	bus.publish({
		type: 'llm_progress',
		request_id: 'id-0001',
		data: {
			phase: 'queued',
			retry: { attempt: 2, attempts: 3, delay_ms: 4000, code: 'upstream_unavailable' }
		}
	});
	nextFrame();
	expect(run.retryInMs).toBe(4000);
	clock.elapse(1500);
	expect(run.retryInMs).toBe(2500);
});

test('leaves no clock running once a run has ended or is cleared', () => {
	const { run, end, clock } = startWorld();
	run.start(REQUEST, { kind: 'whole' });
	end('id-0001');
	expect(clock.waiting).toBe(0);
	run.start(REQUEST, { kind: 'whole' });
	run.clear();
	expect(clock.waiting).toBe(0);
	expect(run.view.status).toBe('idle');
});
