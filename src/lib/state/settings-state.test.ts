import { expect, test } from 'vitest';
import { createFakeApp } from './fakes.ts';

test('no export may hold the token of any server, for the session or longer', async () => {
	const { app, store } = createFakeApp();
	await app.relay.begin(
		{ url: 'http://127.0.0.1:8787', channel: 'main' },
		{ channel: undefined, token: 'sk-relay' }
	);
	await app.settings.setToken('sk-server');
	await store.put('settings', 'token:http://192.168.0.7:1234', 'sk-remembered');
	expect((await app.settings.secrets()).toSorted()).toEqual([
		'sk-relay',
		'sk-remembered',
		'sk-server'
	]);
});
