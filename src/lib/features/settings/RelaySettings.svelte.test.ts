import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { settle } from '#lib/core/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp, OPEN, type FakeAppOptions } from '#lib/state/fakes.ts';
import RelaySettings from './RelaySettings.svelte';

afterEach(() => {
	delete document.documentElement.dataset['theme'];
});

const RELAY = 'http://127.0.0.1:8787';

async function renderRelay({
	relayUrl,
	...options
}: FakeAppOptions & { relayUrl?: string | undefined } = {}) {
	const world = createFakeApp(options);
	const { relay } = world.app;
	await relay.restore();
	await relay.begin({ url: relayUrl, channel: 'main' }, { channel: undefined, token: undefined });
	await settle();
	const screen = await render(
		RelaySettings,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { world, relay, screen, address: screen.getByTestId('relay-url') };
}

test('keeps what is typed while the settings are still being read', async () => {
	const { address, relay } = await renderRelay();
	await address.fill('http://relay.exam');
	await relay.restore();
	await relay.setRememberToken(false);
	await expect.element(address).toHaveValue('http://relay.exam');
});

test('without a relay there is an address to fill in, and nothing of channels', async () => {
	const { address, screen } = await renderRelay();
	await expect.element(address).toHaveValue('');
	expect(screen.getByTestId('relay-channel').elements()).toEqual([]);
});

test('saves an address on Enter, with the text, and starts the page anew', async () => {
	const { address, relay, world } = await renderRelay();
	world.app.analyse.draft.edit('A text.');
	await address.fill('127.0.0.1:8787');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => world.reloads).toBe(1);
	expect([relay.url, relay.via]).toEqual([RELAY, 'relay']);
	expect(await world.store.get('drafts', 'analyse')).toEqual({ content: 'A text.' });
});

test('saves an address when the field is left', async () => {
	const { address, relay, world } = await renderRelay();
	await address.fill('https://relay.example');
	await userEvent.keyboard('{Tab}');
	await expect.poll(() => world.reloads).toBe(1);
	expect(relay.url).toBe('https://relay.example');
});

test('refuses what is no address, and says what it expected', async () => {
	const { address, screen, world } = await renderRelay();
	await address.fill('ftp://relay');
	await userEvent.keyboard('{Enter}');
	await expect
		.element(screen.getByText('Expected an address such as http://127.0.0.1:8787, got'))
		.toBeVisible();
	expect(world.reloads).toBe(0);
});

test('emptied, it leaves the relay that the page was served with, and can go back to it', async () => {
	const { address, relay, screen, world } = await renderRelay({ relayUrl: RELAY });
	await expect.element(address).toHaveValue(RELAY);
	await address.fill('');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => world.reloads).toBe(1);
	expect(relay.via).toBe('direct');
	await screen.getByRole('button', { name: `Use the default, ${RELAY}` }).click();
	await expect.poll(() => world.reloads).toBe(2);
	expect([relay.via, relay.isOwnUrl]).toEqual(['relay', false]);
});

test('joins a channel by its name, and leaves it', async () => {
	const { relay, screen, world } = await renderRelay({ relayUrl: RELAY });
	const channel = screen.getByTestId('relay-channel');
	await expect.element(channel).toHaveValue('main');
	await channel.fill('Harbour');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => world.reloads).toBe(1);
	expect(relay.channel).toBe('harbour');
	await screen.getByRole('button', { name: 'Leave, back to main' }).click();
	await expect.poll(() => world.reloads).toBe(2);
	expect(relay.channel).toBe('main');
});

test('refuses a name that no channel can have', async () => {
	const { screen, world } = await renderRelay({ relayUrl: RELAY });
	await screen.getByTestId('relay-channel').fill('the harbour');
	await screen.getByRole('button', { name: 'Join' }).click();
	await expect.element(screen.getByText('Expected a name of letters, digits')).toBeVisible();
	expect(world.reloads).toBe(0);
});

test('tells who is here, and which of them one is', async () => {
	const { relay, screen } = await renderRelay({ relayUrl: RELAY });
	relay.linkIs(OPEN);
	relay.presenceIs([{ from: 'me-1' }, { from: 'a-2', label: 'Anna' }], 66);
	const members = screen.getByTestId('relay-members').getByRole('listitem');
	await expect
		.poll(() => members.elements().map(({ textContent }) => textContent.trim()))
		.toEqual(['Someone (you)', 'Anna', 'and 64 more']);
});

test('copies a link to the channel, with the token only where that was asked for', async () => {
	const { relay, screen, world } = await renderRelay({ relayUrl: RELAY });
	await relay.setToken('s3cret');
	await screen.getByRole('button', { name: 'Copy a link to this channel' }).click();
	await screen.getByRole('button', { name: 'Copy a link with the token' }).click();
	await expect
		.poll(() => world.copied)
		.toEqual([`${RELAY}/#/?channel=main`, `${RELAY}/#/?channel=main&relay-token=s3cret`]);
});

test('takes a token for the relay’s own origin, shows it never, and forgets it', async () => {
	const { relay, screen, world } = await renderRelay({ relayUrl: RELAY });
	const token = screen.getByTestId('relay-token');
	await token.fill('s3cret');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => world.tokens.get(RELAY)).toBe('s3cret');
	await expect.element(token).toHaveValue('');
	expect(await world.store.list('settings')).toEqual([]);
	await screen.getByRole('button', { name: 'Forget it' }).click();
	await expect.poll(() => relay.hasToken).toBe(false);
	expect(world.tokens.size).toBe(0);
});

test('keeps the token longer only if the person asks for it', async () => {
	const { relay, screen, world } = await renderRelay({ relayUrl: RELAY });
	await relay.setToken('s3cret');
	await screen.getByLabelText('Remember the relay token').click();
	await expect.poll(() => world.store.get('settings', `token:${RELAY}`)).toBe('s3cret');
	await screen.getByLabelText('Remember the relay token').click();
	await expect.poll(() => world.store.get('settings', `token:${RELAY}`)).toBeUndefined();
});

test('keeps the name by which others know one', async () => {
	const { relay, screen, world } = await renderRelay({ relayUrl: RELAY });
	await screen.getByTestId('relay-label').fill('  Berta ');
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => relay.label).toBe('Berta');
	expect(await world.store.get('settings', 'relay')).toMatchObject({ label: 'Berta' });
});

test('a page from disk says what its relay must have been started with', async () => {
	const { screen } = await renderRelay({ isOpenedFromDisk: true });
	await expect.element(screen.getByText('--allow-file-origin')).toBeVisible();
});

test.each(['light', 'dark'])('has no known barrier in the %s theme', async (theme) => {
	document.documentElement.dataset['theme'] = theme;
	const { relay, screen } = await renderRelay({ relayUrl: RELAY });
	relay.linkIs(OPEN);
	relay.presenceIs([{ from: 'me-1' }], 1);
	await expect.element(screen.getByTestId('relay-members')).toBeVisible();
	const { violations } = await axe.run(screen.container);
	expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual(
		[]
	);
});
