import { page, userEvent } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

const SUM = Array.from({ length: 40 }, (_, at) => `x_{${at}}`).join('+');
const LONG = `${SUM} = y`;

async function show(text: string, count: number) {
	const { container } = await render(AnswerView, { text });
	await expect
		.poll(() => container.querySelectorAll('math'), { timeout: 30_000 })
		.toHaveLength(count);
	const formulas = [...container.querySelectorAll<HTMLElement>('.formula')];
	const [formula] = formulas;
	if (!formula) throw new Error('There is no formula.');
	return { container, formula, formulas };
}

beforeEach(() => page.viewport(600, 600));

test.each([
	['in a line', `Sum $${LONG}$ of it.`],
	['on its own', `$$\n${LONG}\n$$`]
])(
	'a formula %s that is wider than its place can be seen to its end, also by keys',
	async (_where, text) => {
		const { container, formula } = await show(text, 1);
		expect(formula.scrollWidth).toBeGreaterThan(formula.clientWidth + 50);
		expect(formula.getBoundingClientRect().right).toBeLessThanOrEqual(
			container.getBoundingClientRect().right + 3
		);
		await userEvent.tab();
		expect(document.activeElement).toBe(formula);
		await userEvent.keyboard('{End}{ArrowRight}');
		await expect.poll(() => formula.scrollLeft).toBeGreaterThan(0);
		formula.scrollLeft = formula.scrollWidth;
		expect(formula.clientHeight).toBeLessThan(50);
		const end = formula.querySelector('math')?.getBoundingClientRect().right ?? Infinity;
		expect(end).toBeLessThanOrEqual(formula.getBoundingClientRect().right + 1);
	}
);

const SHORT = [
	'x',
	'x^2 + y_1',
	'\\frac{a}{b}',
	'f(x) = \\int_0^\\infty e^{-x^2}\\,dx',
	'\\sum_{i=0}^{n} x_i',
	'\\sqrt[3]{\\frac{x}{y}}',
	'\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}',
	'\\hat{y} = \\vec{f}',
	'\\text{if } x \\in \\mathbb{R}',
	'\\underbrace{a+b}_{c}',
	'\\mathcal{O}(n \\log n)',
	'P\\left(A \\mid B\\right)'
];

test('one that has room neither scrolls nor is stopped at by keys', async () => {
	const text = SHORT.map((tex) => `So $${tex}$ is it.\n\n$$\n${tex}\n$$`).join('\n\n');
	const { formulas } = await show(text, SHORT.length * 2);
	for (const formula of formulas) {
		const tex = formula.querySelector('.tex')?.textContent;
		expect(formula.scrollWidth - formula.clientWidth, tex).toBe(0);
		// It is no whole number of pixels high.
		expect(formula.scrollHeight - formula.clientHeight, tex).toBeLessThanOrEqual(1);
	}
	await userEvent.tab();
	expect(document.activeElement?.closest('.formula') ?? null).toBeNull();
});

test.each(SHORT)(
	'%s stands on the line of the words around it, and takes no more room',
	async (tex) => {
		const { container, formula } = await show(`So $${tex}$ is it.`, 1);
		const math = formula.querySelector('math');
		const place = () => ({
			top: Math.round(math?.getBoundingClientRect().top ?? 0),
			left: Math.round(math?.getBoundingClientRect().left ?? 0),
			height: Math.round(container.querySelector('p')?.getBoundingClientRect().height ?? 0)
		});
		const shown = place();
		Object.assign(formula.style, {
			display: 'inline',
			overflow: 'visible',
			margin: '0',
			padding: '0'
		});
		expect(shown).toEqual(place());
	}
);

test('of very many formulas the first five hundred are drawn, and the others stay TeX', async () => {
	const text = Array.from({ length: 503 }, (_, at) => `$x_{${at}}$`).join('\n\n');
	const { container } = await show(text, 500);
	const left = Array.from(container.querySelectorAll('.formula'), (formula) =>
		formula.querySelector('math') ? '' : formula.textContent
	);
	expect(left.filter((tex) => tex !== '')).toEqual(['x_{500}', 'x_{501}', 'x_{502}']);
});
