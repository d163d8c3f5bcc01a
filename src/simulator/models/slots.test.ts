import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

test('places are given in the order of asking', async () => {
	const slots = createSlots(1);
	const first = await slots.acquire(never);
	const order: string[] = [];
	const second = slots.acquire(never).then((release) => {
		order.push('second');
		release?.();
	});
	const third = slots.acquire(never).then(() => order.push('third'));
	expect(slots.busy).toBe(1);
	first?.();
	await Promise.all([second, third]);
	expect(order).toEqual(['second', 'third']);
});

test('a place is given back once', async () => {
	const slots = createSlots(2);
	const release = await slots.acquire(never);
	await slots.acquire(never);
	release?.();
	release?.();
	expect(slots.busy).toBe(1);
});

test('who leaves the queue gets nothing and holds nobody up', async () => {
	const slots = createSlots(1);
	const release = await slots.acquire(never);
	const leaving = new AbortController();
	const left = slots.acquire(leaving.signal);
	const next = slots.acquire(never);
	leaving.abort();
	expect(await left).toBeUndefined();
	release?.();
	expect(await next).toBeTypeOf('function');
	expect(await slots.acquire(leaving.signal)).toBeUndefined();
});
