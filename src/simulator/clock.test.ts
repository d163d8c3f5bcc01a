import { expect, test } from 'vitest';
import { realClock, untilAborted } from './clock.ts';

const never = new AbortController().signal;

test('no delay is the next turn of the event loop', async () => {
	const order: string[] = [];
	const delayed = realClock.delay(0, never).then(() => order.push('delayed'));
	await Promise.resolve();
	order.push('now');
	await delayed;
	expect(order).toEqual(['now', 'delayed']);
});

test.each([10_000, 2 ** 40, Infinity])('an abort ends a delay of %d ms', async (delayMs) => {
	const controller = new AbortController();
	const delayed = realClock.delay(delayMs, controller.signal);
	controller.abort();
	await expect(delayed).resolves.toBeUndefined();
	await expect(realClock.delay(delayMs, controller.signal)).resolves.toBeUndefined();
	await expect(untilAborted(controller.signal)).resolves.toBeUndefined();
});
