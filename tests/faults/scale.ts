/** How far fault tests go: as far as fits into `npm test`, or all the way (`npm run test:faults`). */
const isFull = process.env['ASSAY_FAULTS'] === 'full';

export const SCALE = isFull
	? { schedules: 10_000, timeoutMs: 50 * 60_000, isFull }
	: { schedules: 500, timeoutMs: 120_000, isFull };

/** Of everything that is drawn at random. Another one each time in the long run; `ASSAY_SEED` repeats one. */
export const SEED = Number(
	process.env['ASSAY_SEED'] ?? (isFull ? Date.now() % 2 ** 31 : 20_261_124)
);
