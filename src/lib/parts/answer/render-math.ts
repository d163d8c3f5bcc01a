import temml from 'temml';

/** Longer formulas stay as they were written: nobody reads them, and a few can ask for unbounded work. */
const MAX_LENGTH = 2000;
/** So often a macro may be replaced by what it stands for, and so large a length may be, in `em`. */
const MAX_EXPAND = 200;
const MAX_SIZE = 20;

/** Elements that a formula consists of; anything else that a command may make is declined. */
const ALLOWED: ReadonlySet<string> = new Set(
	'math semantics mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mlabeledtr mpadded mphantom menclose mstyle mmultiscripts mprescripts none annotation'.split(
		' '
	)
);

/** Attributes that would load something, lead somewhere or name something. */
const FORBIDDEN_ATTRIBUTE = /^(?:on|href|xlink|src|id$|name$|action|data-)/i;

/**
 * TeX as an element of MathML. Nothing in it loads or opens anything, whatever the TeX says.
 *
 * @returns `undefined` where the TeX is not understood, too long, or asks for more than a formula
 */
export function renderMath(tex: string, isDisplay: boolean): MathMLElement | undefined {
	if (tex.length > MAX_LENGTH) return undefined;
	const target = document.createElement('span');
	try {
		temml.render(tex, target, {
			displayMode: isDisplay,
			throwOnError: true,
			trust: false,
			maxExpand: MAX_EXPAND,
			maxSize: [MAX_SIZE, MAX_SIZE]
		});
	} catch {
		return undefined;
	}
	const math = target.firstElementChild;
	if (!(math instanceof MathMLElement)) return undefined;
	return [math, ...math.querySelectorAll('*')].every(isHarmless) ? math : undefined;
}

function isHarmless(element: Element): boolean {
	return (
		ALLOWED.has(element.localName) &&
		!element.getAttributeNames().some((name) => FORBIDDEN_ATTRIBUTE.test(name)) &&
		!/url\(/i.test(element.getAttribute('style') ?? '')
	);
}
