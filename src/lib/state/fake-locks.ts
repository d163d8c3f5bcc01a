import type { Locks } from '#lib/core/ports.ts';

/** The locks of a page beside which there is no other: each is granted, and nobody else holds any. */
export const FREE_LOCKS: Locks = {
	hold: () => Promise.resolve(() => {}),
	holdAlone: () => Promise.resolve(() => {}),
	isHeld: () => Promise.resolve(false)
};
