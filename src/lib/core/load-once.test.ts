import { expect, test } from 'vitest';
import { loadOnce } from './load-once.ts';

test('loads once, however many ask, and nothing before the first does', async () => {
	let loads = 0;
	const load = loadOnce(() => Promise.resolve((loads += 1)));
	expect(loads).toBe(0);
	expect(await Promise.all([load(), load()])).toEqual([1, 1]);
	expect(await load()).toBe(1);
});

test('what failed is tried anew by the next who asks', async () => {
	const gone = new Error('The file is gone');
	let loads = 0;
	const load = loadOnce(() => {
		loads += 1;
		return loads === 1 ? Promise.reject(gone) : Promise.resolve('there');
	});
	await expect(load()).rejects.toBe(gone);
	expect(await load()).toBe('there');
});
