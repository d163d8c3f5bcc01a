import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { fakeModel, settle } from '#lib/core/fakes.ts';
import type { EndpointState } from '#lib/protocol/service-schemas.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import ConnectionBadge from './ConnectionBadge.svelte';

/** Shows the badge once the first look at the server has come back. */
async function renderBadge(world = createFakeApp()) {
	await settle();
	let helpOpened = 0;
	const screen = await render(
		ConnectionBadge,
		{ openHelp: () => (helpOpened += 1) },
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { world, badge: screen.getByRole('status'), helpOpened: () => helpOpened };
}

const STATES: [EndpointState, string][] = [
	['connecting', 'Connecting'],
	['unreachable', 'Nothing answers'],
	['cors_blocked', 'CORS is off'],
	['unauthorized', 'Token needed'],
	['permission_needed', 'Permission needed'],
	['not_lmstudio', 'Not LM Studio'],
	['no_model', 'No chat model ready'],
	['simulated', 'Demo: no model is running']
];

test.each(STATES)('tells %s in words and in data-state', async (state, words) => {
	const { badge } = await renderBadge(createFakeApp({ report: { state, models: [] } }));
	await expect.element(badge).toHaveTextContent(words);
	await expect.element(badge).toHaveAttribute('data-state', state);
});

test('tells the context of the chat model in use', async () => {
	const models = [
		fakeModel({ key: 'other', loaded: [{ id: 'other', context_length: 4096 }] }),
		fakeModel({ key: 'chosen', loaded: [{ id: 'chosen', context_length: 8192 }] })
	];
	const { world, badge } = await renderBadge(createFakeApp({ report: { models } }));
	world.app.models.choose('chat', 'chosen');
	await expect.element(badge).toHaveTextContent('LM Studio 8,192 context');
});

test('follows the server', async () => {
	const { world, badge } = await renderBadge();
	await expect.element(badge).toHaveAttribute('data-state', 'connected');
	world.lmStudio.report = { ...world.lmStudio.report, state: 'unreachable' };
	await world.look();
	await expect.element(badge).toHaveTextContent('Nothing answers');
});

test('opens Connection help', async () => {
	const { badge, helpOpened } = await renderBadge();
	await badge.getByRole('button').click();
	expect(helpOpened()).toBe(1);
});
