import { expect, test } from 'vitest';
import { settle } from '#lib/core/fakes.ts';
import { readAhead } from './read-ahead.ts';

/** Reads that end when they are told to. */
function createReads() {
	const ends = new Map<number, (end: 'well' | 'badly') => void>();
	return {
		begun: () => [...ends.keys()],
		end: (item: number, how: 'well' | 'badly' = 'well') => ends.get(item)?.(how),
		read: (item: number) =>
			new Promise<string>((resolve, reject) => {
				ends.set(item, (how) => {
					if (how === 'well') resolve(`read ${item}`);
					else reject(new Error(`not read ${item}`));
				});
			})
	};
}

test('takes all in order, whichever was read first', async () => {
	const { read, end, begun } = createReads();
	const taken: string[] = [];
	const isDone = (async () => {
		for await (const [item, result] of readAhead([1, 2, 3, 4], 2, read)) {
			taken.push(`${item}: ${result}`);
		}
	})();
	await settle();
	expect(begun()).toEqual([1, 2, 3]);
	end(3);
	end(2);
	await settle();
	expect(taken).toEqual([]);
	end(1);
	await settle();
	expect(taken).toEqual(['1: read 1', '2: read 2', '3: read 3']);
	expect(begun()).toEqual([1, 2, 3, 4]);
	end(4);
	await isDone;
	expect(taken).toHaveLength(4);
});

test('begins with no more once nobody takes what comes', async () => {
	const { read, end, begun } = createReads();
	const isDone = (async () => {
		for await (const [item] of readAhead([1, 2, 3, 4], 1, read)) if (item === 1) break;
	})();
	await settle();
	end(1);
	await isDone;
	end(2, 'badly');
	await settle();
	expect(begun()).toEqual([1, 2]);
});

test('tells what could not be read, in its turn', async () => {
	const { read, end } = createReads();
	const taken: number[] = [];
	const isDone = (async () => {
		for await (const [item] of readAhead([1, 2], 1, read)) taken.push(item);
	})();
	await settle();
	end(2, 'badly');
	await settle();
	end(1);
	await expect(isDone).rejects.toThrow('not read 2');
	expect(taken).toEqual([1]);
});
