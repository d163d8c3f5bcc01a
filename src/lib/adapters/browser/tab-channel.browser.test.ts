import { expect, test, vi } from 'vitest';
import { createTabChannel } from './tab-channel.ts';

test('carries messages to the other tabs, and not to its own', async () => {
	const name = `assay-test-${Date.now()}`;
	const [here, there] = [createTabChannel(name), createTabChannel(name)];
	const own = vi.fn();
	here.subscribe(own);
	const arrived = new Promise((resolve) => there.subscribe(resolve));
	here.post({ type: 'stop_run', id: 'run' });
	expect(await arrived).toEqual({ type: 'stop_run', id: 'run' });
	expect(own).not.toHaveBeenCalled();
});

test('is silent where the browser has no channel', () => {
	vi.stubGlobal('BroadcastChannel', undefined);
	const channel = createTabChannel('none');
	const listener = vi.fn();
	const stop = channel.subscribe(listener);
	channel.post('hello');
	stop();
	expect(listener).not.toHaveBeenCalled();
	vi.unstubAllGlobals();
});
