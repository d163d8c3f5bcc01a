import type { renderMath } from './render-math.ts';

/** What draws formulas, loaded once; `undefined` where it cannot be loaded. Without it formulas stay TeX. */
export async function loadMath(): Promise<typeof renderMath | undefined> {
	try {
		return (await import('./render-math.ts')).renderMath;
	} catch {
		return undefined;
	}
}
