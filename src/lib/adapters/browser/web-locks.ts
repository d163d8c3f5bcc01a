import type { Locks } from '#lib/core/ports.ts';

/** Names held by Web Locks: the browser releases them when the page is gone, however it went. */
export function createWebLocks(): Locks {
	return {
		hold: (name) =>
			new Promise((resolve, reject) => {
				navigator.locks
					.request(
						name,
						{ mode: 'shared' },
						() =>
							new Promise<void>((release) => {
								resolve(() => release());
							})
					)
					.catch(reject);
			}),
		holdAlone: (name) =>
			new Promise((resolve, reject) => {
				navigator.locks
					.request(name, { mode: 'exclusive', ifAvailable: true }, (lock) => {
						if (!lock) {
							resolve(undefined);
							return undefined;
						}
						return new Promise<void>((release) => {
							resolve(() => release());
						});
					})
					.catch(reject);
			}),
		isHeld: async (name) => {
			const { held = [] } = await navigator.locks.query();
			return held.some((lock) => lock.name === name);
		}
	};
}

/** For pages that are no secure context: nobody can tell what another tab holds. */
export const noLocks: Locks = {
	hold: () => Promise.resolve(() => {}),
	holdAlone: () => Promise.resolve(() => {}),
	isHeld: () => Promise.resolve(undefined)
};
