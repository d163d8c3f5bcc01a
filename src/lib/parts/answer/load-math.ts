import { loadOnce } from '#lib/core/load-once.ts';
import type { renderMath } from './render-math.ts';

const load = loadOnce(() => import('./render-math.ts'));

/** What draws formulas, loaded once; `undefined` where it cannot be loaded. Without it formulas stay TeX. */
export async function loadMath(): Promise<typeof renderMath | undefined> {
	try {
		return (await load()).renderMath;
	} catch {
		return undefined;
	}
}
