import { afterEach, expect, test, vi } from 'vitest';
import { onWake } from './wake-signals.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

function becomes(state: DocumentVisibilityState) {
	vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
	document.dispatchEvent(new Event('visibilitychange'));
}

test.each(['focus', 'online', 'pageshow'])('tells of %s', (type) => {
	const listener = vi.fn();
	const stop = onWake(listener);
	dispatchEvent(new Event(type));
	expect(listener.mock.calls).toEqual([[]]);
	stop();
});

test('tells when the page is shown, not when it is hidden', () => {
	const listener = vi.fn();
	const stop = onWake(listener);
	becomes('hidden');
	expect(listener).not.toHaveBeenCalled();
	becomes('visible');
	expect(listener).toHaveBeenCalledTimes(1);
	stop();
});

test('tells nothing more once it is stopped', () => {
	const listener = vi.fn();
	onWake(listener)();
	for (const type of ['focus', 'online', 'pageshow']) dispatchEvent(new Event(type));
	becomes('visible');
	expect(listener).not.toHaveBeenCalled();
});
