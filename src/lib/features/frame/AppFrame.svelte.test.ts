import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import Harness from './AppFrame.harness.svelte';

afterEach(async () => {
	delete document.documentElement.dataset['theme'];
	await page.viewport(1280, 800);
});

async function renderFrame(route: string | null = '/', width = 1280) {
	await page.viewport(width, 800);
	const world = createFakeApp();
	const screen = await render(
		Harness,
		{ route },
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { ...world, screen };
}

test('lists the pages and marks the one that is open', async () => {
	const { screen } = await renderFrame('/models');
	const links = screen.getByRole('navigation', { name: 'Pages' }).getByRole('link');
	expect(links.elements().map((link) => [link.textContent.trim(), link.ariaCurrent])).toEqual([
		['Analyse', null],
		['Chat', null],
		['Runs', null],
		['Documents', null],
		['Batch', null],
		['Models', 'page'],
		['Inspector', null],
		['Settings', null]
	]);
	expect(document.title).toBe('Models · Assay');
});

test('a narrow window has the pages without room in its bar behind More', async () => {
	const { screen } = await renderFrame('/', 360);
	const rail = screen.getByRole('navigation', { name: 'Pages' });
	const more = rail.getByRole('button', { name: 'More' });
	await expect.element(rail.getByRole('link', { name: 'Settings' })).not.toBeInTheDocument();
	await more.click();
	await expect.element(rail.getByRole('link', { name: 'Settings' })).toBeVisible();
	await expect.element(rail.getByRole('link', { name: 'Analyse' })).toBeVisible();
	const { scrollWidth, clientWidth } = rail.element();
	expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
	await userEvent.keyboard('{Escape}');
	await expect.element(more).toHaveAttribute('aria-expanded', 'false');
	await expect.element(rail.getByRole('link', { name: 'Settings' })).not.toBeInTheDocument();
});

test('begins each page at its top', async () => {
	const { screen } = await renderFrame('/');
	const heading = screen.getByRole('heading');
	const top = () => heading.element().getBoundingClientRect().top;
	const before = top();
	heading.element().parentElement?.scrollTo(0, 300);
	expect(top()).toBe(before - 300);
	await screen.rerender({ route: '/models' });
	await expect.element(heading).toHaveTextContent('/models');
	expect(top()).toBe(before);
});

test('skips to the page', async () => {
	const { screen } = await renderFrame();
	await userEvent.keyboard('{Tab}');
	await expect.element(screen.getByRole('button', { name: 'Skip to the page' })).toHaveFocus();
	await userEvent.keyboard('{Enter}');
	await expect.element(screen.getByRole('main')).toHaveFocus();
});

test('shows notices until they are dismissed, and does what they offer', async () => {
	const { app, screen } = await renderFrame();
	let reloads = 0;
	app.notices.show({
		tone: 'warning',
		text: 'Another tab took over.',
		action: { label: 'Reload', run: () => (reloads += 1) }
	});
	app.notices.show({ tone: 'info', text: 'Copied.' });
	const notices = screen.getByRole('region', { name: 'Notices' });
	await expect.element(notices).toHaveAttribute('aria-live', 'polite');
	await notices.getByRole('button', { name: 'Reload' }).click();
	expect(reloads).toBe(1);
	await expect.element(notices).toHaveTextContent('Copied.');
	await notices.getByRole('button', { name: 'Dismiss' }).click();
	await expect.element(notices).toHaveTextContent('');
});

test('? lists the keys, and is only typed in a field', async () => {
	const { screen } = await renderFrame();
	const field = screen.getByLabelText('Text');
	await field.fill('');
	await userEvent.keyboard('?');
	await expect.element(field).toHaveValue('?');
	expect(screen.getByRole('dialog').elements()).toEqual([]);

	await userEvent.click(screen.getByRole('heading'));
	await userEvent.keyboard('?');
	const dialog = screen.getByRole('dialog', { name: 'Keys' });
	await expect.element(dialog).toHaveTextContent('Ctrl + Enter');
	await userEvent.keyboard('{Escape}');
	await expect.element(dialog).not.toBeInTheDocument();
});

test('Ctrl+K opens the palette, which goes to a page by a few letters and Enter', async () => {
	const { screen, openedPages } = await renderFrame();
	await screen.getByLabelText('Text').click();
	await userEvent.keyboard('{Control>}k{/Control}');
	const field = screen.getByRole('combobox', { name: 'Page or command' });
	await expect.element(field).toHaveFocus();
	await userEvent.keyboard('inspe{Enter}');
	await expect.element(field).not.toBeInTheDocument();
	expect(openedPages).toEqual(['#/inspector']);
	await expect.element(screen.getByLabelText('Text')).toHaveFocus();
});

test('the palette is moved through by arrows and says which command is chosen', async () => {
	const { screen, themes } = await renderFrame();
	await userEvent.keyboard('{Control>}k{/Control}');
	const field = screen.getByRole('combobox');
	await field.fill('theme');
	await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{ArrowDown}');
	const chosen = screen.getByRole('option', { selected: true });
	await expect.element(chosen).toHaveTextContent('Theme: dark');
	await expect.element(field).toHaveAttribute('aria-activedescendant', chosen.element().id);
	await chosen.click();
	expect(themes).toEqual(['dark']);
});

test('the palette begins anew each time, and says when nothing is found', async () => {
	const { screen } = await renderFrame();
	await userEvent.keyboard('{Control>}k{/Control}');
	await screen.getByRole('combobox').fill('nothing of the kind');
	await expect.element(screen.getByText('Nothing is called that.')).toBeVisible();
	await userEvent.keyboard('{Escape}');
	await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
	await userEvent.keyboard('{Control>}k{/Control}');
	await expect.element(screen.getByRole('combobox')).toHaveValue('');
});

test('one dialog gives way to the other', async () => {
	const { screen } = await renderFrame();
	await userEvent.keyboard('?');
	await expect.element(screen.getByRole('dialog', { name: 'Keys' })).toBeVisible();
	await userEvent.keyboard('{Control>}k{/Control}');
	await expect.element(screen.getByRole('dialog', { name: 'Pages and commands' })).toBeVisible();
	await expect.element(screen.getByRole('dialog', { name: 'Keys' })).not.toBeInTheDocument();
});

test('the rail is at the left, and at the bottom of a narrow window', async () => {
	const { screen } = await renderFrame();
	const rail = screen.getByRole('navigation', { name: 'Pages' });
	const main = screen.getByRole('main');
	const box = (element: typeof rail) => element.element().getBoundingClientRect();
	expect(box(rail).right).toBeLessThanOrEqual(box(main).left);
	await page.viewport(360, 740);
	expect(box(rail).top).toBeGreaterThanOrEqual(box(main).bottom);
	expect(box(rail).bottom).toBe(740);
	expect(document.documentElement.scrollWidth).toBe(360);
});

for (const theme of ['light', 'dark']) {
	test(`has no known barrier in the ${theme} theme, with both dialogs`, async () => {
		document.documentElement.dataset['theme'] = theme;
		const { app, screen } = await renderFrame('/settings');
		app.notices.show({ tone: 'bad', text: 'Something failed.' });
		const barriers = async () => {
			const { violations } = await axe.run(document.body);
			return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
		};
		await expect.element(screen.getByText('Something failed.')).toBeVisible();
		expect(await barriers()).toEqual([]);
		await userEvent.keyboard('?');
		await expect.element(screen.getByRole('dialog')).toBeVisible();
		expect(await barriers()).toEqual([]);
		await userEvent.keyboard('{Control>}k{/Control}');
		await expect.element(screen.getByRole('combobox')).toBeVisible();
		expect(await barriers()).toEqual([]);
	});
}
