import type { Random } from '#lib/core/ports.ts';

/** The browser's own random numbers, and Node's: for delays and choices, never for ids or secrets. */
export const browserRandom: Random = () => Math.random();
