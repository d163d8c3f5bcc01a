import { expect, test } from 'vitest';
import { settle } from './fakes.ts';
import { createSingleSlot } from './single-slot.ts';

function patience() {
	return new AbortController().signal;
}

test('gives the place in order of asking, and says when one has to wait', async () => {
	const slot = createSingleSlot();
	const log: string[] = [];
	const ask = (name: string) => slot.acquire(patience(), () => log.push(`${name} waits`));
	const releaseFirst = await ask('first');
	const second = ask('second').then((release) => {
		log.push('second enters');
		return release;
	});
	const third = ask('third').then(() => log.push('third enters'));
	expect(log).toEqual(['second waits', 'third waits']);
	releaseFirst();
	const releaseSecond = await second;
	await settle();
	expect(log).toEqual(['second waits', 'third waits', 'second enters']);
	releaseSecond();
	await third;
	expect(log.at(-1)).toBe('third enters');
});

test('takes a place back once, however often it is given', async () => {
	const slot = createSingleSlot();
	const release = await slot.acquire(patience());
	release();
	await slot.acquire(patience());
	release();
	let entered = false;
	void slot.acquire(patience()).then(() => (entered = true));
	await settle();
	expect(entered).toBe(false);
});

test('lets one who waits go when its signal aborts, and does not count it any more', async () => {
	const slot = createSingleSlot();
	const release = await slot.acquire(patience());
	const controller = new AbortController();
	const impatient = slot.acquire(controller.signal);
	const next = slot.acquire(patience());
	controller.abort(new Error('Enough'));
	await expect(impatient).rejects.toThrow('Enough');
	release();
	expect(await next).toBeTypeOf('function');
});

test('refuses one whose signal has aborted', async () => {
	const slot = createSingleSlot();
	await expect(slot.acquire(AbortSignal.abort(new Error('Enough')))).rejects.toThrow('Enough');
	expect(await slot.acquire(patience())).toBeTypeOf('function');
});
