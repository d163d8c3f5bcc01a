import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { fakeReport, settle } from '#lib/core/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp, LM_STUDIO, SIMULATOR, type FakeAppOptions } from '#lib/state/fakes.ts';
import Strips from './ConnectionStrips.harness.svelte';

async function renderStrips(options: FakeAppOptions) {
	const world = createFakeApp(options);
	await settle();
	let helpOpened = 0;
	const screen = await render(
		Strips,
		{ openHelp: () => (helpOpened += 1) },
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { world, screen, helpOpened: () => helpOpened };
}

const NOTHING: NonNullable<FakeAppOptions['report']> = {
	state: 'unreachable',
	models: [],
	detail: 'Nothing answers there.'
};

test('says nothing while LM Studio is connected', async () => {
	const { screen } = await renderStrips({});
	await expect.element(screen.getByLabelText('Text')).toBeVisible();
	expect(screen.getByRole('button').elements()).toEqual([]);
});

test('says that it is a demo, and leads to help', async () => {
	const { screen, helpOpened } = await renderStrips({ report: NOTHING, simulator: {} });
	await expect
		.element(screen.getByRole('status'))
		.toHaveTextContent(
			'Demo: no model is running. Answers are made of sentences from your text. Start LM Studio to use a real model.'
		);
	await screen.getByRole('button', { name: 'How to connect' }).click();
	expect(helpOpened()).toBe(1);
});

test('offers LM Studio when it appears, and changes over only when told to', async () => {
	const { world, screen } = await renderStrips({ report: NOTHING, simulator: {} });
	world.lmStudio.report = fakeReport({ endpoint: LM_STUDIO });
	await world.look();
	await expect
		.element(screen.getByRole('status'))
		.toHaveTextContent(
			`Demo: no model is running. Answers are made of sentences from your text. LM Studio answers at ${LM_STUDIO} now.`
		);
	expect(world.app.server.state).toBe('simulated');

	await screen.getByRole('button', { name: 'Use LM Studio' }).click();
	await expect.element(screen.getByText('Demo')).not.toBeInTheDocument();
	expect(world.app.server.latest.endpoint).toBe(LM_STUDIO);
});

test('offers the demo when LM Studio is gone, and changes over only when told to', async () => {
	const { world, screen } = await renderStrips({ simulator: {} });
	world.lmStudio.report = fakeReport({ endpoint: LM_STUDIO, ...NOTHING });
	await world.look();
	await expect.element(screen.getByRole('alert')).toHaveTextContent('Nothing answers there.');
	expect(world.app.server.state).toBe('unreachable');

	await screen.getByRole('button', { name: 'Use the demo meanwhile' }).click();
	await expect.element(screen.getByText('Demo: no model is running.')).toBeVisible();
	expect(world.app.server.latest.endpoint).toBe(SIMULATOR);
});

test('keeps the notice when a change over fails, and says why', async () => {
	const { world, screen } = await renderStrips({ report: NOTHING, simulator: {} });
	world.lmStudio.report = fakeReport({ endpoint: LM_STUDIO });
	await world.look();
	world.app.server.useAlternative = () =>
		Promise.resolve({ ok: false, error: { code: 'bad_request', message: 'It is gone.' } });
	await screen.getByRole('button', { name: 'Use LM Studio' }).click();
	expect(world.app.notices.all.map(({ text }) => text)).toEqual(['It is gone.']);
	await expect.element(screen.getByText('Demo: no model is running.')).toBeVisible();
});

test('tells what is wrong in a sentence, and looks again when told to', async () => {
	const { world, screen, helpOpened } = await renderStrips({ report: NOTHING });
	await expect.element(screen.getByRole('alert')).toHaveTextContent('Nothing answers there.');
	await screen.getByRole('button', { name: 'Connection help' }).click();
	expect(helpOpened()).toBe(1);
	const before = world.lmStudio.inspections;
	await screen.getByRole('button', { name: 'Look again' }).click();
	await expect.element(screen.getByText('Looked again: Nothing answers.')).toBeInTheDocument();
	expect(world.lmStudio.inspections).toBe(before + 1);
});

test('has a sentence of its own where the server gives none', async () => {
	const { screen } = await renderStrips({ report: { state: 'no_model', models: [] } });
	await expect
		.element(screen.getByRole('status').first())
		.toHaveTextContent('No chat model ready.');
});

test('leaves the page below alone as it comes and goes', async () => {
	const { world, screen } = await renderStrips({ report: NOTHING });
	const field = screen.getByLabelText('Text');
	const element = field.element();
	await field.fill('typed before');
	world.lmStudio.report = fakeReport({ endpoint: LM_STUDIO });
	await world.look();
	await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
	expect(field.element()).toBe(element);
	await expect.element(field).toHaveValue('typed before');
});
