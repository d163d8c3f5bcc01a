import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { browserClock } from './browser-clock.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

beforeEach(() => {
	vi.useFakeTimers({ now: 1000 });
});

afterEach(() => {
	vi.useRealTimers();
});

test('tells the time of day, and time that only runs forwards', () => {
	const start = browserClock.monotonic();
	vi.advanceTimersByTime(250);
	expect(browserClock.now()).toBe(1250);
	vi.setSystemTime(500);
	expect(browserClock.now()).toBe(500);
	expect(browserClock.monotonic() - start).toBe(250);
});

test('runs a task once, after its delay', () => {
	const task = vi.fn();
	browserClock.after(100, task);
	vi.advanceTimersByTime(99);
	expect(task).not.toHaveBeenCalled();
	vi.advanceTimersByTime(1000);
	expect(task).toHaveBeenCalledTimes(1);
});

test('runs no task that was cancelled', () => {
	const task = vi.fn();
	const cancel = browserClock.after(100, task);
	cancel();
	vi.advanceTimersByTime(1000);
	expect(task).not.toHaveBeenCalled();
});

test('waits out a delay that is longer than a timer can count', () => {
	const task = vi.fn();
	browserClock.after(60 * DAY_MS, task);
	vi.advanceTimersByTime(60 * DAY_MS - 1);
	expect(task).not.toHaveBeenCalled();
	vi.advanceTimersByTime(1);
	expect(task).toHaveBeenCalledTimes(1);
});

test('cancels a long delay in any of its stretches', () => {
	const task = vi.fn();
	const cancel = browserClock.after(60 * DAY_MS, task);
	vi.advanceTimersByTime(30 * DAY_MS);
	cancel();
	vi.advanceTimersByTime(60 * DAY_MS);
	expect(task).not.toHaveBeenCalled();
});
