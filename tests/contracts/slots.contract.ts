import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Slots } from '#lib/core/ports.ts';

const NEVER = new AbortController().signal;

/** Asks for a place and tells of it in `log`: `b waits`, `b has a place`. Resolves once `b` waits or has one. */
function ask(slots: Slots, who: string, log: string[], signal = NEVER) {
	let settleWaiting = () => {};
	const waiting = new Promise<void>((resolve) => {
		settleWaiting = resolve;
	});
	const place = slots
		.acquire(signal, () => {
			log.push(`${who} waits`);
			settleWaiting();
		})
		.then((release) => {
			log.push(`${who} has a place`);
			return () => {
				log.push(`${who} gives it back`);
				release();
			};
		});
	// A failure belongs to whoever awaits `place`; here it only ends the waiting.
	return { place, underWay: Promise.race([waiting, place.catch(() => undefined)]) };
}

/** What every {@link Slots} does. `create` gives new places each time, shared with no other test. */
export function slotsContract(name: string, create: (limit: number) => Slots) {
	describe(name, () => {
		test('gives as many places as the limit, without a wait', async () => {
			const slots = create(2);
			const log: string[] = [];
			const releases = [await ask(slots, 'a', log).place, await ask(slots, 'b', log).place];
			expect(log).toEqual(['a has a place', 'b has a place']);
			for (const release of releases) release();
		});

		test('lets those above the limit wait, and serves them in order of asking', async () => {
			const slots = create(1);
			const log: string[] = [];
			const releaseA = await ask(slots, 'a', log).place;
			const b = ask(slots, 'b', log);
			await b.underWay;
			const c = ask(slots, 'c', log);
			await c.underWay;
			releaseA();
			(await b.place)();
			(await c.place)();
			expect(log).toEqual([
				'a has a place',
				'b waits',
				'c waits',
				'a gives it back',
				'b has a place',
				'b gives it back',
				'c has a place',
				'c gives it back'
			]);
		});

		test('takes whichever place is free first', async () => {
			const slots = create(3);
			const log: string[] = [];
			const [releaseA, releaseB, releaseC] = [
				await ask(slots, 'a', log).place,
				await ask(slots, 'b', log).place,
				await ask(slots, 'c', log).place
			];
			const d = ask(slots, 'd', log);
			await d.underWay;
			releaseB();
			(await d.place)();
			expect(log.slice(3)).toEqual([
				'd waits',
				'b gives it back',
				'd has a place',
				'd gives it back'
			]);
			releaseA();
			releaseC();
		});

		test('counts a place once, however often it is given back', async () => {
			const slots = create(1);
			const log: string[] = [];
			const releaseA = await ask(slots, 'a', log).place;
			const b = ask(slots, 'b', log);
			await b.underWay;
			releaseA();
			const releaseB = await b.place;
			releaseA();
			const c = ask(slots, 'c', log);
			await c.underWay;
			releaseB();
			(await c.place)();
			expect(log).toEqual([
				'a has a place',
				'b waits',
				'a gives it back',
				'b has a place',
				'a gives it back',
				'c waits',
				'b gives it back',
				'c has a place',
				'c gives it back'
			]);
		});

		test('takes no place for a signal that was aborted before', async () => {
			const slots = create(1);
			const log: string[] = [];
			const reason = new Error('stopped by the user');
			await expect(ask(slots, 'a', log, AbortSignal.abort(reason)).place).rejects.toBe(reason);
			(await ask(slots, 'b', log).place)();
			expect(log).toEqual(['b has a place', 'b gives it back']);
		});

		test('forgets one who stops waiting, and serves the next', async () => {
			const slots = create(1);
			const log: string[] = [];
			const stop = new AbortController();
			const reason = new Error('stopped by the user');
			const releaseA = await ask(slots, 'a', log).place;
			const b = ask(slots, 'b', log, stop.signal);
			await b.underWay;
			const c = ask(slots, 'c', log);
			await c.underWay;
			stop.abort(reason);
			await expect(b.place).rejects.toBe(reason);
			releaseA();
			(await c.place)();
			expect(log).toEqual([
				'a has a place',
				'b waits',
				'c waits',
				'a gives it back',
				'c has a place',
				'c gives it back'
			]);
		});

		test('forgets one who gives up on hearing of the wait', async () => {
			const slots = create(1);
			const log: string[] = [];
			const stop = new AbortController();
			const reason = new Error('not now');
			const releaseA = await ask(slots, 'a', log).place;
			const b = slots.acquire(stop.signal, () => {
				stop.abort(reason);
			});
			await expect(b).rejects.toBe(reason);
			const c = ask(slots, 'c', log);
			await c.underWay;
			releaseA();
			(await c.place)();
			expect(log).toEqual([
				'a has a place',
				'c waits',
				'a gives it back',
				'c has a place',
				'c gives it back'
			]);
		});

		test('serves one who makes room on hearing of the wait', async () => {
			const slots = create(1);
			const releaseA = await slots.acquire(NEVER);
			const heard: string[] = [];
			const releaseB = await slots.acquire(NEVER, () => {
				heard.push('b waits');
				releaseA();
			});
			releaseB();
			expect(heard).toEqual(['b waits']);
		});

		test('leaves a place with its holder when the signal aborts afterwards', async () => {
			const slots = create(1);
			const log: string[] = [];
			const stop = new AbortController();
			const releaseA = await ask(slots, 'a', log, stop.signal).place;
			stop.abort();
			const b = ask(slots, 'b', log);
			await b.underWay;
			releaseA();
			(await b.place)();
			expect(log).toEqual([
				'a has a place',
				'b waits',
				'a gives it back',
				'b has a place',
				'b gives it back'
			]);
		});

		test('never gives more places than the limit and never loses one', async () => {
			const step = fc.record({
				verb: fc.constantFrom('ask', 'release', 'abort'),
				at: fc.nat({ max: 9 })
			});
			await fc.assert(
				fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step), async (limit, steps) => {
					const slots = create(limit);
					const asked: { stop: AbortController; place: Promise<(() => void) | undefined> }[] = [];
					const held: (() => void)[] = [];
					let most = 0;

					function askOnce() {
						const stop = new AbortController();
						const place = slots.acquire(stop.signal).then(
							(release) => {
								held.push(release);
								most = Math.max(most, held.length);
								return release;
							},
							() => undefined
						);
						asked.push({ stop, place });
					}

					for (const { verb, at } of steps) {
						if (verb === 'ask') askOnce();
						else if (verb === 'abort') asked[at]?.stop.abort();
						else held.splice(at % (held.length || 1), 1)[0]?.();
						// Lets whatever is settled by now be seen, so that later steps meet different states.
						await Promise.resolve();
					}
					for (const { stop } of asked) stop.abort();
					await Promise.all(asked.map(({ place }) => place));
					for (const release of held.splice(0)) release();

					// Every place must be there again.
					const all = await Promise.all(Array.from({ length: limit }, () => slots.acquire(NEVER)));
					for (const release of all) release();
					expect(most).toBeLessThanOrEqual(limit);
				}),
				{ numRuns: 50 }
			);
		});
	});
}
