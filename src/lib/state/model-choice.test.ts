import { expect, test } from 'vitest';
import { fakeModel, settle } from '#lib/core/fakes.ts';
import { createFakeApp, LM_STUDIO } from './fakes.ts';

const MODELS = [
	fakeModel({ key: 'qwen3-8b', loaded: [] }),
	fakeModel(),
	fakeModel({ key: 'text-embedding-nomic-embed-text-v1.5', kind: 'embedding', loaded: [] })
];

async function openedApp() {
	const world = createFakeApp({ report: { models: MODELS } });
	await settle();
	return world;
}

test('takes the default models where they are present', async () => {
	const { app } = await openedApp();
	expect([app.models.chat?.key, app.models.embedding?.key]).toEqual([
		'llama-3.2-3b-instruct',
		'text-embedding-nomic-embed-text-v1.5'
	]);
});

test('remembers a choice for the server that it was made on', async () => {
	const { app, store } = await openedApp();
	app.models.choose('chat', 'qwen3-8b');
	await settle();
	expect(app.models.chat?.key).toBe('qwen3-8b');
	expect(await store.get('choices', `models:${LM_STUDIO}`)).toEqual({ chat: 'qwen3-8b' });
});

test('brings back what was chosen before', async () => {
	const { app, store } = await openedApp();
	await store.put('choices', `models:${LM_STUDIO}`, { chat: 'QWEN3-8B@q4_k_m' });
	await app.models.restore();
	expect(app.models.chat?.key).toBe('qwen3-8b');
});

test('falls back while the chosen model is not there', async () => {
	const { app } = await openedApp();
	app.models.choose('chat', 'deleted-model');
	expect(app.models.chat?.key).toBe('llama-3.2-3b-instruct');
});
