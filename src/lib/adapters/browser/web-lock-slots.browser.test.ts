import { afterEach, expect, test, vi } from 'vitest';
import { slotsContract } from '../../../../tests/contracts/slots.contract.ts';
import { hasWebLocks } from './has-web-locks.ts';
import { createWebLockSlots } from './web-lock-slots.ts';

const NEVER = new AbortController().signal;

afterEach(() => {
	vi.restoreAllMocks();
});

let names = 0;

/** A name that no other test uses. */
function newName(): string {
	names += 1;
	return `assay-test-${Date.now()}-${names}`;
}

slotsContract('Web Lock slots', (limit) => createWebLockSlots({ limit, name: newName() }));

test('are to be had in this browser', () => {
	expect(hasWebLocks()).toBe(true);
});

test('are shared by every tab of the origin', async () => {
	const name = newName();
	const log: string[] = [];
	const here = createWebLockSlots({ limit: 2, name });
	const there = createWebLockSlots({ limit: 2, name });
	const releaseHere = await here.acquire(NEVER);
	const releaseThere = await there.acquire(NEVER);
	const third = there.acquire(NEVER, () => {
		log.push('third waits');
		releaseHere();
		log.push('first is given back');
	});
	const releaseThird = await third;
	expect(log).toEqual(['third waits', 'first is given back']);
	releaseThere();
	releaseThird();
});

test('come back from a tab that closes', async () => {
	const name = newName();
	const frame = document.createElement('iframe');
	document.body.append(frame);
	const locks = frame.contentWindow?.navigator.locks;
	await new Promise((held) => {
		void locks?.request(`${name}-0`, () => {
			held(undefined);
			return new Promise(() => {});
		});
	});
	const slots = createWebLockSlots({ limit: 1, name });
	const log: string[] = [];
	const release = await slots.acquire(NEVER, () => {
		log.push('waits');
		frame.remove();
	});
	expect(log).toEqual(['waits']);
	release();
});

test('leave no lock behind, neither held nor asked for', async () => {
	const name = newName();
	const slots = createWebLockSlots({ limit: 3, name });
	const releases = await Promise.all([1, 2, 3].map(() => slots.acquire(NEVER)));
	const stop = new AbortController();
	const [, last] = await Promise.allSettled([
		slots.acquire(stop.signal, () => {
			stop.abort();
		}),
		slots.acquire(NEVER, () => {
			for (const release of releases) release();
		})
	]);
	if (last.status === 'fulfilled') last.value();
	expect(last.status).toBe('fulfilled');
	await expect
		.poll(async () => {
			const { held = [], pending = [] } = await navigator.locks.query();
			return [...held, ...pending].filter((lock) => lock.name?.startsWith(name));
		})
		.toEqual([]);
});

test('keep one lock when the browser grants a second in the same moment', async () => {
	const grants: Promise<unknown>[] = [];
	/** Grants every lock that is waited for, whether or not the race for it has been ended. */
	function request(
		_: string,
		options: LockOptions,
		grant: (lock: Lock | null) => Promise<unknown>
	) {
		const isRace = options.signal !== undefined;
		const held = Promise.resolve(grant(isRace ? { mode: 'exclusive', name: '' } : null));
		if (isRace) grants.push(held);
		return held;
	}
	// The form without options is not used.
	vi.spyOn(navigator.locks, 'request').mockImplementation(request as LockManager['request']);
	const release = await createWebLockSlots({ limit: 2, name: newName() }).acquire(NEVER);
	const [first, second] = grants;
	expect(await Promise.race([first?.then(() => 'first'), second?.then(() => 'second')])).toBe(
		'second'
	);
	release();
	await first;
});
