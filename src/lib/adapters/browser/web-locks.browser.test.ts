import { expect, test } from 'vitest';
import { createWebLocks, noLocks } from './web-locks.ts';

test('a name is held until the last of those who hold it lets go', async () => {
	const locks = createWebLocks();
	const name = `assay-test-${Date.now()}`;
	expect(await locks.isHeld(name)).toBe(false);
	const first = await locks.hold(name);
	const second = await locks.hold(name);
	expect(await locks.isHeld(name)).toBe(true);
	first();
	expect(await locks.isHeld(name)).toBe(true);
	second();
	await expect.poll(() => locks.isHeld(name)).toBe(false);
});

test('a name is held alone by one of those who ask, and by none while it is shared', async () => {
	const locks = createWebLocks();
	const name = `assay-test-alone-${Date.now()}`;
	const asked = await Promise.all([locks.holdAlone(name), locks.holdAlone(name)]);
	const [alone, ...others] = asked.filter((release) => release !== undefined);
	expect(others).toEqual([]);
	alone?.();
	await expect.poll(() => locks.isHeld(name)).toBe(false);
	const shared = await locks.hold(name);
	expect(await locks.holdAlone(name)).toBeUndefined();
	shared();
});

test('a frame that goes away lets go', async () => {
	const frame = document.createElement('iframe');
	document.body.append(frame);
	const name = `assay-test-frame-${Date.now()}`;
	await new Promise<void>((held) => {
		void frame.contentWindow?.navigator.locks.request(name, () => {
			held();
			return new Promise(() => {});
		});
	});
	const locks = createWebLocks();
	expect(await locks.isHeld(name)).toBe(true);
	frame.remove();
	await expect.poll(() => locks.isHeld(name)).toBe(false);
});

test('says that it cannot tell where there are no locks', async () => {
	const release = await noLocks.hold('run');
	expect(await noLocks.isHeld('run')).toBeUndefined();
	release();
});
