import { loadMath } from './load-math.ts';
import { make } from './make-element.ts';

/**
 * A formula: its TeX, until what draws it is there, and for good where the TeX cannot be read. The element that is given stays
 * the same.
 *
 * @param formulas how many more may be drawn; this one is counted
 */
export function makeFormula(
	tex: string,
	isDisplay: boolean,
	formulas: { left: number }
): HTMLElement {
	const place = makeTex(tex, isDisplay);
	formulas.left -= 1;
	if (formulas.left >= 0) void draw(place, tex, isDisplay);
	return place;
}

/** A formula of which more is still to come. */
export function makeTex(tex: string, isDisplay: boolean): HTMLElement {
	const place = make('span', isDisplay ? 'formula display' : 'formula');
	place.append(make('code'));
	place.firstElementChild?.append(tex);
	return place;
}

async function draw(place: HTMLElement, tex: string, isDisplay: boolean): Promise<void> {
	const renderMath = await loadMath();
	const math = renderMath?.(tex, isDisplay);
	if (!math) return;
	// Not seen, but copied: the letters of a drawn formula make no sense one after another.
	const source = make('span', 'tex');
	source.ariaHidden = 'true';
	source.append(isDisplay ? `$$${tex}$$` : `$${tex}$`);
	place.replaceChildren(source, math);
}
