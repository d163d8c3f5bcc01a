import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AnswerView from './AnswerView.svelte';
import { renderMath } from './render-math.ts';

test.each([
	'x^2 + y_1',
	'\\frac{a}{b}',
	'\\sum_{i=0}^{n} x_i',
	'\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}',
	'\\sqrt[3]{x} \\text{ if } x \\in \\mathbb{R}',
	'\\int_0^\\infty e^{-x} \\, dx \\le \\color{red}{1}'
])('draws %s', (tex) => {
	expect(renderMath(tex, false)?.localName).toBe('math');
	expect(renderMath(tex, true)?.getAttribute('display')).toBe('block');
});

test.each([
	'\\frac{a',
	'\\notacommand',
	'\\href{javascript:alert(1)}{a}',
	'\\url{https://evil.example}',
	'\\includegraphics{https://evil.example/a.png}',
	'\\htmlData{a=b}{c}',
	'\\htmlId{location}{c}',
	'\\def\\a{\\a\\a}\\a',
	'x'.repeat(2001)
])('declines %s', (tex) => {
	expect(renderMath(tex, false)).toBeUndefined();
});

test('shows formulas within a line and on their own, and TeX that cannot be read as it is', async () => {
	const screen = await render(AnswerView, {
		text: 'So $x^2$ and $\\frac{a$.\n\n$$\n\\frac{1}{2}\n$$'
	});
	await expect
		.poll(() => screen.container.querySelectorAll('math'), { timeout: 30_000 })
		.toHaveLength(2);
	expect(screen.container.querySelector('math[display=block] mfrac')).not.toBeNull();
	await expect.element(screen.getByText('\\frac{a', { exact: true })).toBeVisible();
});

test('draws a formula once, and keeps it while words follow it and to the end', async () => {
	const screen = await render(AnswerView, { text: 'So $x^2$ and ', isStreaming: true });
	await expect
		.poll(() => screen.container.querySelectorAll('math'), { timeout: 30_000 })
		.toHaveLength(1);
	const drawn = screen.container.querySelector('math');
	const whole = 'So $x^2$ and `more` words.';
	for (const text of [`${whole} And`, `${whole}\n\nNext`]) {
		await screen.rerender({ text, isStreaming: true });
		expect(screen.container.querySelector('math')).toBe(drawn);
	}
	await screen.rerender({ text: `${whole}\n\nNext`, isStreaming: false });
	expect(screen.container.querySelector('math')).toBe(drawn);
});
