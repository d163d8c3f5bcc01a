import axe from 'axe-core';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { fakeModel, fakeReport, settle } from '#lib/core/fakes.ts';
import { ModelClientError } from '#lib/core/ports.ts';
import type { EndpointState } from '#lib/protocol/service-schemas.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp, LM_STUDIO, type FakeAppOptions } from '#lib/state/fakes.ts';
import ConnectionHelp from './ConnectionHelp.svelte';

afterEach(() => {
	delete document.documentElement.dataset['theme'];
});

async function renderHelp(options: FakeAppOptions) {
	const world = createFakeApp(options);
	await settle();
	const screen = await render(
		ConnectionHelp,
		{ isOpen: true },
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { world, help: screen.getByRole('dialog', { name: 'Connection help' }) };
}

const unloaded = fakeModel({ display_name: 'Llama', loaded: [] });

/** What a person must find for each state. */
const STATES: [EndpointState, string, string[]][] = [
	['connected', 'LM Studio is connected', ['1 chat and 0 embedding models', 'no embedding model']],
	['connecting', 'Looking for LM Studio', []],
	[
		'simulated',
		'Demo: no model is running',
		['switch Status to Running', 'lms server start --cors']
	],
	[
		'unreachable',
		'LM Studio does not answer',
		['switch Status to Running', 'lms server start --cors', LM_STUDIO, 'Open Settings']
	],
	[
		'cors_blocked',
		'CORS is off',
		[
			'turn on Enable CORS',
			'lms server start --cors',
			"'messages' field is required",
			'Unexpected endpoint or method. (OPTIONS',
			'without --cors'
		]
	],
	['unauthorized', 'A token is needed', ['Manage Tokens', 'API token']],
	[
		'permission_needed',
		'The browser wants your permission',
		['settings of this site', 'local network access']
	],
	['not_lmstudio', 'This is not LM Studio', ['1234', 'Open Settings', 'lms server status']]
];

test.each(STATES)('says for %s what happened and what to do', async (state, title, parts) => {
	const models = state === 'connected' ? [fakeModel()] : [];
	const { help } = await renderHelp({ report: { state, models, detail: 'What was found.' } });
	await expect.element(help.getByRole('heading', { name: title })).toBeVisible();
	for (const part of [...parts, 'looks again by itself']) {
		await expect.element(help).toHaveTextContent(part);
	}
	await expect.element(help.getByRole('button', { name: 'Look again' })).toBeVisible();
});

test('copies a command', async () => {
	const { world, help } = await renderHelp({ report: { state: 'unreachable', models: [] } });
	await help.getByRole('button', { name: 'Copy lms server start --cors' }).click();
	expect(world.copied).toEqual(['lms server start --cors']);
});

test('takes a token on the spot, looks again with it, and shows it nowhere', async () => {
	const { world, help } = await renderHelp({ report: { state: 'unauthorized', models: [] } });
	await help.getByLabelText('API token').fill('sk-lm-secret');
	world.lmStudio.report = fakeReport({ endpoint: LM_STUDIO });
	await help.getByRole('button', { name: 'Use this token' }).click();
	await expect.element(help.getByText('LM Studio is connected')).toBeVisible();
	expect([...world.tokens]).toEqual([[LM_STUDIO, 'sk-lm-secret']]);
	expect(document.body.innerHTML).not.toContain('sk-lm-secret');
});

test('offers the downloaded chat models to be loaded', async () => {
	const { world, help } = await renderHelp({
		report: { state: 'no_model', models: [unloaded] }
	});
	await help.getByRole('button', { name: 'Load Llama' }).click();
	await expect
		.poll(() => world.lmStudio.loaded)
		.toEqual([{ model: 'llama-3.2-3b-instruct', contextLength: 8192 }]);
});

test('says why a model did not load, and what to do', async () => {
	const { world, help } = await renderHelp({
		report: { state: 'no_model', models: [unloaded] }
	});
	world.lmStudio.load = () =>
		Promise.reject(
			new ModelClientError({
				code: 'load_failed',
				message: 'The memory is full.',
				suggestion: 'Unload another model.',
				retryable: false
			})
		);
	await help.getByRole('button', { name: 'Load Llama' }).click();
	await expect
		.element(help.getByRole('alert'))
		.toHaveTextContent('The memory is full. Unload another model.');
});

test('says how to get a chat model where there is none', async () => {
	const { help } = await renderHelp({ report: { state: 'no_model', models: [] } });
	await expect.element(help).toHaveTextContent('lms get llama-3.2-3b-instruct');
});

test('offers the other server that answers', async () => {
	const { world, help } = await renderHelp({
		report: { state: 'unreachable', models: [] },
		simulator: {}
	});
	world.lmStudio.report = fakeReport({ endpoint: LM_STUDIO });
	await world.look();
	await expect.element(help).toHaveTextContent(`A server answers at ${LM_STUDIO} now.`);
	await help.getByRole('button', { name: 'Use LM Studio' }).click();
	await expect.element(help.getByText('LM Studio is connected')).toBeVisible();
});

test.each(['light', 'dark'])('has no known barrier in the %s theme', async (theme) => {
	document.documentElement.dataset['theme'] = theme;
	const { help } = await renderHelp({ report: { state: 'cors_blocked', models: [] } });
	const { violations } = await axe.run(help.element());
	expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual(
		[]
	);
});
