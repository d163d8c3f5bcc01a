import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { fakeModel, settle } from '#lib/core/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp, LM_STUDIO, type FakeAppOptions } from '#lib/state/fakes.ts';
import SettingsPage from './SettingsPage.svelte';

afterEach(async () => {
	delete document.documentElement.dataset['theme'];
	await page.viewport(1280, 800);
});

async function renderSettings(options: FakeAppOptions = {}) {
	const world = createFakeApp(options);
	await settle();
	const screen = await render(
		SettingsPage,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return {
		...world,
		world,
		screen,
		address: screen.getByTestId('lmstudio-url'),
		token: screen.getByTestId('lmstudio-token')
	};
}

test('shows the address in use', async () => {
	const { address, screen } = await renderSettings();
	await expect.element(address).toHaveValue(LM_STUDIO);
	expect(screen.getByRole('button', { name: 'Use the default' }).elements()).toEqual([]);
});

test('saves another address on Enter, with the text, and starts the page anew', async () => {
	const { app, address, store, world } = await renderSettings();
	app.analyse.draft.edit('A text.');
	await address.fill('192.168.0.7:1234');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => world.reloads).toBe(1);
	expect(app.settings.lmstudioUrl).toBe('http://192.168.0.7:1234');
	expect(await store.get('settings', 'page')).toMatchObject({
		lmstudio_url: 'http://192.168.0.7:1234'
	});
	expect(await store.get('drafts', 'analyse')).toEqual({ content: 'A text.' });
});

test('saves another address when the field is left', async () => {
	const { app, address, world } = await renderSettings();
	await address.fill('http://localhost:4321/v1');
	await userEvent.keyboard('{Tab}');
	await expect.poll(() => world.reloads).toBe(1);
	expect(app.settings.lmstudioUrl).toBe('http://localhost:4321');
});

test('refuses what is no address, says what it expected, and keeps what was typed', async () => {
	const { address, screen, world } = await renderSettings();
	await address.fill('ftp://somewhere');
	await userEvent.keyboard('{Enter}');
	await expect
		.element(screen.getByText('Expected an address such as http://127.0.0.1:1234, got'))
		.toBeVisible();
	await expect.element(address).toHaveAttribute('aria-invalid', 'true');
	await expect.element(address).toHaveValue('ftp://somewhere');
	expect(world.reloads).toBe(0);
});

test('goes back to the default address', async () => {
	const { app, address, screen, world } = await renderSettings();
	await address.fill('http://localhost:4321');
	await userEvent.keyboard('{Enter}');
	await screen.getByRole('button', { name: `Use the default, ${LM_STUDIO}` }).click();
	await expect.poll(() => world.reloads).toBe(2);
	expect(app.settings.isOwnUrl).toBe(false);
});

test('shows the address in use again where the field was only emptied', async () => {
	const { address, world } = await renderSettings();
	await address.fill('');
	await userEvent.keyboard('{Enter}');
	await expect.element(address).toHaveValue(LM_STUDIO);
	expect(world.reloads).toBe(0);
});

test('takes a token for that one server, looks again with it, and never shows it', async () => {
	const { token, tokens, lmStudio, screen } = await renderSettings();
	await expect.element(token).toHaveAttribute('type', 'password');
	await expect.element(token).toHaveAttribute('autocomplete', 'off');
	const before = lmStudio.inspections;
	await token.fill('  sk-lm-secret ');
	await userEvent.keyboard('{Enter}');
	await expect.element(screen.getByText('A token is set.')).toBeVisible();
	await expect.element(token).toHaveValue('');
	expect([...tokens]).toEqual([[LM_STUDIO, 'sk-lm-secret']]);
	await expect.poll(() => lmStudio.inspections).toBe(before + 1);
	expect(document.body.innerHTML).not.toContain('sk-lm-secret');
});

test('forgets the token', async () => {
	const { token, tokens, screen } = await renderSettings();
	await token.fill('sk-lm-secret');
	await userEvent.keyboard('{Enter}');
	await screen.getByRole('button', { name: 'Forget it' }).click();
	await expect.element(screen.getByText('No token is set.')).toBeVisible();
	expect([...tokens]).toEqual([]);
});

test('stores the token only when asked to, and removes it when asked no more', async () => {
	const { token, store, screen } = await renderSettings();
	const stored = () => store.get('settings', `token:${LM_STUDIO}`);
	await token.fill('sk-lm-secret');
	await userEvent.keyboard('{Enter}');
	await expect.element(screen.getByText('In this tab only, until it is closed.')).toBeVisible();
	expect(await stored()).toBeUndefined();
	const remember = screen.getByRole('checkbox', { name: 'Remember the token' });
	await remember.click();
	await expect.poll(stored).toBe('sk-lm-secret');
	await expect.element(screen.getByText('In the same database, as plain text')).toBeVisible();
	await remember.click();
	await expect.poll(stored).toBeUndefined();
});

test('warns of other files where the page was opened from disk', async () => {
	const { screen } = await renderSettings({ isOpenedFromDisk: true });
	await expect
		.element(screen.getByText('any other HTML file that you open from disk can read it'))
		.toBeVisible();
});

test('changes the theme', async () => {
	const { themes, screen } = await renderSettings();
	await screen.getByRole('radio', { name: 'Dark' }).click();
	await expect.element(screen.getByRole('radio', { name: 'Dark' })).toBeChecked();
	expect(themes).toEqual(['dark']);
});

test('asks for less motion', async () => {
	const { motions, screen, app } = await renderSettings();
	await screen.getByRole('checkbox', { name: 'Less motion' }).click();
	expect([motions, app.settings.isCalm()]).toEqual([['less'], true]);
});

test('picks the models that are used', async () => {
	const models = [
		fakeModel({ key: 'llama' }),
		fakeModel({ key: 'qwen' }),
		fakeModel({ key: 'nomic', kind: 'embedding' }),
		fakeModel({ key: 'bge', kind: 'embedding' })
	];
	const { app, screen } = await renderSettings({ report: { models } });
	await screen.getByLabelText('Chat').selectOptions('qwen');
	await screen.getByLabelText('Embeddings').selectOptions('bge');
	expect([app.models.chat?.key, app.models.embedding?.key]).toEqual(['qwen', 'bge']);
});

test('names the servers that can be reached', async () => {
	const { screen } = await renderSettings();
	await expect
		.element(screen.getByText('Only these can be reached'))
		.toHaveTextContent(`${LM_STUDIO}. Nothing is sent anywhere else.`);
});

test('over a relay, says that texts go to it and to the server behind it, and are seen on the channel', async () => {
	const { app, screen } = await renderSettings();
	const url = 'http://127.0.0.1:8787';
	await app.relay.begin({ url, channel: 'main' }, { channel: undefined, token: 'sk-relay' });
	await expect
		.element(screen.getByText('Only the relay can be reached'))
		.toHaveTextContent(
			`Only the relay can be reached from this page, which the browser enforces: ${url}. ` +
				'What you ask goes to it with its text, and from it to the model server behind it. ' +
				'The relay keeps texts and answers in its memory for a while, and whoever is on your channel can see them, and may keep them.'
		);
	expect(screen.getByText('Nothing is sent anywhere else').elements()).toEqual([]);
	const kept = screen.getByRole('definition').filter({ hasText: 'In this tab only' });
	expect(kept.elements()).toHaveLength(2);
	await app.relay.setRememberToken(true);
	await expect.poll(() => kept.elements().length).toBe(1);
});

for (const theme of ['light', 'dark']) {
	for (const width of [360, 1280]) {
		test(`has no known barrier in the ${theme} theme at ${width} px`, async () => {
			await page.viewport(width, 800);
			document.documentElement.dataset['theme'] = theme;
			const { screen, address } = await renderSettings();
			await address.fill('ftp://somewhere');
			await userEvent.keyboard('{Enter}');
			await expect.element(address).toHaveAttribute('aria-invalid', 'true');
			const { violations } = await axe.run(screen.container);
			expect(
				violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
			).toEqual([]);
			expect(document.documentElement.scrollWidth).toBe(width);
		});
	}
}
