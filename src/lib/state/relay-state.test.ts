import { expect, test } from 'vitest';
import { createFakeApp } from './fakes.ts';

const RELAY = 'http://127.0.0.1:8787';
const DEFAULTS = { url: RELAY, channel: 'main' };

test('keeps the token that a link brought as long as the person asked for', async () => {
	const { app, store, tokens } = createFakeApp();
	const { relay } = app;
	const kept = () => store.get('settings', `token:${RELAY}`);
	await relay.begin(DEFAULTS, { channel: undefined, token: 'first' });
	expect([tokens.get(RELAY), await kept()]).toEqual(['first', undefined]);
	await relay.setRememberToken(true);
	expect(await kept()).toBe('first');
	await relay.begin(DEFAULTS, { channel: undefined, token: 'second' });
	expect([tokens.get(RELAY), await kept(), relay.hasToken]).toEqual(['second', 'second', true]);
});

test('takes up the token that was kept, where neither the session nor a link has one', async () => {
	const { app, store, tokens } = createFakeApp();
	await store.put('settings', `token:${RELAY}`, 'kept');
	await app.relay.begin(DEFAULTS, { channel: undefined, token: undefined });
	expect([app.relay.token(), app.relay.hasToken]).toEqual(['kept', true]);
	tokens.set(RELAY, 'of the session');
	await app.relay.begin(DEFAULTS, { channel: undefined, token: undefined });
	expect(app.relay.token()).toBe('of the session');
});
