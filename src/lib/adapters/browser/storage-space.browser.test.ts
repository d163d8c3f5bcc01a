import { expect, test } from 'vitest';
import { createStorageSpace } from './storage-space.ts';

test('tells what the browser uses and offers', async () => {
	const report = await createStorageSpace().look();
	expect(report?.quotaBytes).toBeGreaterThan(report?.usedBytes ?? Infinity);
	expect(typeof report?.isKept).toBe('boolean');
});

test('asks the browser to keep what is stored, unless it does already', async () => {
	let isKept = false;
	let asked = 0;
	const storage = {
		estimate: () => Promise.resolve({}),
		persisted: () => Promise.resolve(isKept),
		persist: () => {
			asked += 1;
			isKept = true;
			return Promise.resolve(true);
		}
	};
	const space = createStorageSpace({ storage });
	expect([await space.keep(), await space.keep(), asked]).toEqual([true, true, 1]);
});

test('says that it cannot tell where the browser has no account of it', async () => {
	const space = createStorageSpace({});
	expect([await space.look(), await space.keep()]).toEqual([undefined, false]);
});
