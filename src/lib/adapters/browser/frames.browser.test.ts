import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFrameScheduler } from './frames.ts';

const FRAME_MS = 16;

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

function start() {
	const ran: string[] = [];
	return { frames: createFrameScheduler(), ran, task: (name: string) => () => ran.push(name) };
}

test('runs each task once at the next frame, in the order of first asking', () => {
	const { frames, ran, task } = start();
	const [first, second] = [task('first'), task('second')];
	frames.schedule(first);
	frames.schedule(second);
	frames.schedule(first);
	expect(ran).toEqual([]);
	vi.advanceTimersByTime(FRAME_MS);
	expect(ran).toEqual(['first', 'second']);
	expect(vi.getTimerCount()).toBe(0);
});

test('runs tasks by a timer on a page that gets no frames', () => {
	vi.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(1);
	const { frames, ran, task } = start();
	frames.schedule(task('first'));
	vi.advanceTimersByTime(249);
	expect(ran).toEqual([]);
	vi.advanceTimersByTime(1);
	expect(ran).toEqual(['first']);
});

test('leaves what a task schedules to the next frame', () => {
	const { frames, ran } = start();
	const again = () => {
		ran.push('again');
		frames.schedule(again);
	};
	frames.schedule(again);
	vi.advanceTimersByTime(FRAME_MS);
	expect(ran).toEqual(['again']);
	vi.advanceTimersByTime(FRAME_MS);
	expect(ran).toEqual(['again', 'again']);
	frames.dispose();
});

test('reports a task that fails, and runs the others', () => {
	const reported = vi.spyOn(globalThis, 'reportError').mockReturnValue();
	const { frames, ran, task } = start();
	const failure = new Error('The view is broken');
	frames.schedule(() => {
		throw failure;
	});
	frames.schedule(task('other'));
	vi.advanceTimersByTime(FRAME_MS);
	expect(ran).toEqual(['other']);
	expect(reported.mock.calls).toEqual([[failure]]);
});

test('drops what is scheduled when it is disposed of', () => {
	const { frames, ran, task } = start();
	frames.schedule(task('first'));
	frames.dispose();
	vi.advanceTimersByTime(1000);
	expect(ran).toEqual([]);
	expect(vi.getTimerCount()).toBe(0);
});
