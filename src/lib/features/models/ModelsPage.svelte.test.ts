import axe from 'axe-core';
import { page } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { createGate, fakeModel, fakeReport, settle } from '#lib/core/fakes.ts';
import { ModelClientError } from '#lib/core/ports.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp, LM_STUDIO, type FakeAppOptions } from '#lib/state/fakes.ts';
import ModelsPage from './ModelsPage.svelte';

afterEach(async () => {
	delete document.documentElement.dataset['theme'];
	await page.viewport(1280, 800);
});

const llama = fakeModel({
	key: 'llama',
	display_name: 'Llama 3B',
	parameters: '3B',
	size_bytes: 2_000_000_000,
	tool_use: true,
	loaded: [{ id: 'llama', context_length: 4096, parallel: 4 }]
});
const qwen = fakeModel({ key: 'qwen', display_name: 'Qwen 4B', loaded: [] });
const nomic = fakeModel({
	key: 'nomic',
	display_name: 'Nomic',
	kind: 'embedding',
	max_context_length: 2048,
	loaded: []
});
const models = [llama, qwen, nomic];

async function renderModels(options: FakeAppOptions = { report: { models } }) {
	const world = createFakeApp(options);
	await settle();
	const screen = await render(
		ModelsPage,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	const chat = screen.getByRole('region', { name: 'Chat models' });
	const embedding = screen.getByRole('region', { name: 'Embedding models' });
	/** The part of the page that is about one model. */
	const card = (name: string) => screen.getByRole('article').filter({ hasText: name });
	return { ...world, screen, chat, embedding, card };
}

const full = new ModelClientError({
	code: 'load_failed',
	message: 'The memory is full.',
	suggestion: 'Unload another model.',
	retryable: false
});

test('lists chat and embedding models apart, with what is known of them', async () => {
	const { chat, embedding, card } = await renderModels();
	await expect.element(card('Llama 3B')).toHaveTextContent('3B · 2.0 GB · context up to 131,072');
	await expect.element(card('Llama 3B')).toHaveTextContent('Tools');
	await expect.element(card('Llama 3B')).toHaveTextContent('4,096 context, 4 at once');
	await expect.element(card('Qwen 4B')).toHaveTextContent('Not in memory');
	expect(chat.getByRole('article').elements()).toHaveLength(2);
	expect(embedding.getByRole('article').elements()).toHaveLength(1);
});

test('picks the model that is used', async () => {
	const { app, chat } = await renderModels();
	await expect.element(chat.getByRole('radio', { name: 'Llama 3B' })).toBeChecked();
	await chat.getByRole('radio', { name: 'Qwen 4B' }).click();
	expect(app.models.chat?.key).toBe('qwen');
	await expect.element(chat.getByRole('radio', { name: 'Qwen 4B in use' })).toBeChecked();
	await expect.element(chat.getByRole('radio', { name: 'Llama 3B' })).not.toBeChecked();
});

test('loads a model with the chosen context, tells that it does, and what was granted', async () => {
	const { lmStudio, card } = await renderModels();
	const gate = createGate();
	const load = lmStudio.load;
	lmStudio.load = async (request) => {
		await gate.passed;
		return { ...(await load(request)), grantedContextLength: 16_384 };
	};
	await card('Qwen 4B').getByLabelText('Context').fill('32768');
	await card('Qwen 4B').getByRole('button', { name: 'Load Qwen 4B' }).click();
	await expect.element(card('Qwen 4B').getByRole('progressbar')).toBeVisible();
	await expect.element(card('Qwen 4B').getByRole('button', { name: 'Load' })).toBeDisabled();
	gate.open();
	await expect
		.element(card('Qwen 4B'))
		.toHaveTextContent('Loaded in 1.5 s. Asked for 32,768, granted 16,384 tokens of context.');
	expect(lmStudio.loaded).toEqual([{ model: 'qwen', contextLength: 32_768 }]);
});

test('says why a model did not load, and what to do, and keeps what was typed', async () => {
	const { lmStudio, card } = await renderModels();
	lmStudio.load = () => Promise.reject(full);
	await card('Qwen 4B').getByLabelText('Context').fill('16384');
	await card('Qwen 4B').getByRole('button', { name: 'Load Qwen 4B' }).click();
	await expect
		.element(card('Qwen 4B').getByRole('alert'))
		.toHaveTextContent('The memory is full. Unload another model.');
	await expect.element(card('Qwen 4B').getByLabelText('Context')).toHaveValue(16_384);
});

test('asks for nothing that the model cannot take', async () => {
	const { lmStudio, embedding } = await renderModels();
	await embedding.getByLabelText('Context').fill('4096');
	await embedding.getByRole('button', { name: 'Load Nomic' }).click();
	await expect
		.element(embedding)
		.toHaveTextContent('Expected a whole number from 1 to 2,048 tokens, got 4096.');
	expect(lmStudio.loaded).toEqual([]);
});

test('tells how loading ended when the page was left meanwhile', async () => {
	const { app, lmStudio, screen, card } = await renderModels();
	const gate = createGate();
	lmStudio.load = async () => {
		await gate.passed;
		throw full;
	};
	await card('Qwen 4B').getByRole('button', { name: 'Load Qwen 4B' }).click();
	await screen.unmount();
	gate.open();
	await expect
		.poll(() => app.notices.all.map(({ text }) => text))
		.toEqual(['Qwen 4B: The memory is full. Unload another model.']);
});

test('keeps a typed context when news of the model arrives', async () => {
	const { lmStudio, look, card } = await renderModels();
	await card('Qwen 4B').getByLabelText('Context').fill('12000');
	lmStudio.report = fakeReport({
		endpoint: LM_STUDIO,
		models: [llama, { ...qwen, vision: true }, nomic]
	});
	await look();
	await expect.element(card('Qwen 4B')).toHaveTextContent('Vision');
	await expect.element(card('Qwen 4B').getByLabelText('Context')).toHaveValue(12_000);
});

test('unloads a copy', async () => {
	const { lmStudio, card } = await renderModels();
	await card('Llama 3B').getByRole('button', { name: 'Unload llama' }).click();
	await expect.element(card('Llama 3B')).toHaveTextContent('Not in memory');
	expect(lmStudio.unloaded).toEqual(['llama']);
});

test('says why a copy was not unloaded', async () => {
	const { lmStudio, card } = await renderModels();
	lmStudio.unload = () => Promise.reject(full);
	await card('Llama 3B').getByRole('button', { name: 'Unload llama' }).click();
	await expect
		.element(card('Llama 3B').getByRole('alert'))
		.toHaveTextContent('The memory is full.');
});

test('looks anew when told to', async () => {
	const { lmStudio, screen, chat } = await renderModels();
	lmStudio.report = fakeReport({ endpoint: LM_STUDIO, models: [...models, fakeModel()] });
	await screen.getByRole('button', { name: 'Refresh' }).click();
	await expect.poll(() => chat.getByRole('article').elements().length).toBe(3);
});

test('teaches how to get models where there are none', async () => {
	const { chat, embedding, copied } = await renderModels({
		report: { state: 'no_model', models: [] }
	});
	await expect.element(chat).toHaveTextContent('lms load llama-3.2-3b-instruct');
	await expect.element(embedding).toHaveTextContent('analysing works without one');
	await chat.getByRole('button', { name: 'Copy lms get llama-3.2-3b-instruct' }).click();
	expect(copied).toEqual(['lms get llama-3.2-3b-instruct']);
});

test('says why nothing is listed while no server answers', async () => {
	const { screen } = await renderModels({ report: { state: 'unreachable', models: [] } });
	await expect.element(screen.getByText('No models to show yet')).toBeVisible();
});

for (const theme of ['light', 'dark']) {
	for (const width of [360, 1280]) {
		test(`has no known barrier in the ${theme} theme at ${width} px`, async () => {
			await page.viewport(width, 800);
			document.documentElement.dataset['theme'] = theme;
			const { screen } = await renderModels();
			await expect.element(screen.getByRole('heading', { level: 1 })).toBeVisible();
			const { violations } = await axe.run(screen.container);
			expect(
				violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
			).toEqual([]);
			expect(document.documentElement.scrollWidth).toBe(width);
		});
	}
}
