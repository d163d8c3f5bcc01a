import axe from 'axe-core';
import { cdp, page } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../app.css';
import Gallery from './Gallery.harness.svelte';

beforeEach(() => {
	delete document.documentElement.dataset['theme'];
});

for (const theme of ['light', 'dark']) {
	for (const width of [360, 1280]) {
		test(`has no known barrier in the ${theme} theme at ${width} px`, async () => {
			await page.viewport(width, 800);
			document.documentElement.dataset['theme'] = theme;
			const { container } = await render(Gallery);
			const { violations, passes } = await axe.run(container, {
				runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
				rules: { region: { enabled: false } }
			});
			expect(
				violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
			).toEqual([]);
			expect(passes.map(({ id }) => id)).toContain('color-contrast');
			expect(document.documentElement.scrollWidth).toBe(width);
		});
	}
}

test('moves nothing for whoever asks for less motion', async () => {
	const motion = { name: 'prefers-reduced-motion', value: 'reduce' };
	await cdp().send('Emulation.setEmulatedMedia', { features: [motion] });
	const screen = await render(Gallery);
	const button = screen.getByRole('button', { name: 'Options' }).element();
	expect(getComputedStyle(button).transitionDuration).toBe('0s, 0s');
	await cdp().send('Emulation.setEmulatedMedia', { features: [] });
	expect(getComputedStyle(button).transitionDuration).toBe('0.12s, 0.12s');
});
