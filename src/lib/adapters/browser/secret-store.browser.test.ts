import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSecretStore } from './secret-store.ts';

const HERE = 'http://localhost:1234';
const THERE = 'https://relay.example.org';

beforeEach(() => {
	sessionStorage.clear();
});

afterEach(() => {
	vi.restoreAllMocks();
});

/** Makes the browser refuse to store, as it does where site data are forbidden or full. */
function refuseStorage() {
	vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
		throw new DOMException('Full', 'QuotaExceededError');
	});
}

test('keeps a token for the rest of the tab, also over a reload', () => {
	createSecretStore().set(HERE, 'secret');
	expect(createSecretStore().get(HERE)).toBe('secret');
});

test('gives a token to the exact origin and to nobody else', () => {
	const secrets = createSecretStore();
	secrets.set(HERE, 'secret');
	expect(secrets.get('http://LOCALHOST:1234/v1/models')).toBe('secret');
	for (const other of [
		'https://localhost:1234',
		'ws://localhost:1234',
		'http://localhost:1235',
		'http://localhost',
		'http://127.0.0.1:1234',
		'http://localhost.example.org:1234',
		'http://localhost:1234@example.org',
		'file:///localhost:1234',
		'no address',
		''
	]) {
		expect(secrets.get(other)).toBeUndefined();
	}
});

test.each(['', 'no address', 'file:///etc/passwd', 'about:blank'])(
	'keeps no token for %j, which is no server',
	(address) => {
		expect(() => {
			createSecretStore().set(address, 'secret');
		}).toThrow(TypeError);
		expect(sessionStorage).toHaveLength(0);
	}
);

test('never tells the token in the error', () => {
	expect(() => {
		createSecretStore().set('secret', 'secret');
	}).toThrow(/^(?!.*secret)/);
});

test('forgets one token, or all of them and nothing else', () => {
	sessionStorage.setItem('not-ours', 'kept');
	const secrets = createSecretStore();
	secrets.set(HERE, 'one');
	secrets.set(THERE, 'two');
	secrets.forget(HERE);
	expect([secrets.get(HERE), secrets.get(THERE)]).toEqual([undefined, 'two']);
	secrets.set(HERE, 'three');
	secrets.forgetAll();
	expect([secrets.get(HERE), secrets.get(THERE)]).toEqual([undefined, undefined]);
	expect(sessionStorage).toHaveLength(1);
	expect(sessionStorage.getItem('not-ours')).toBe('kept');
});

test('keeps tokens in memory where the browser refuses to store', () => {
	refuseStorage();
	const secrets = createSecretStore();
	secrets.set(HERE, 'one');
	secrets.set(THERE, 'two');
	expect([secrets.get(HERE), secrets.get(THERE)]).toEqual(['one', 'two']);
	secrets.forget(HERE);
	expect([secrets.get(HERE), secrets.get(THERE)]).toEqual([undefined, 'two']);
	secrets.forgetAll();
	expect(secrets.get(THERE)).toBeUndefined();
	expect(sessionStorage).toHaveLength(0);
});

test('lets no older token outlive one that the storage refused', () => {
	const secrets = createSecretStore();
	secrets.set(HERE, 'older');
	refuseStorage();
	secrets.set(HERE, 'newer');
	expect(secrets.get(HERE)).toBe('newer');
	expect(createSecretStore(sessionStorage).get(HERE)).toBeUndefined();
});

test('tells all tokens, wherever they are kept, and nothing else', () => {
	sessionStorage.setItem('other', 'not a token');
	const secrets = createSecretStore();
	secrets.set(HERE, 'one');
	refuseStorage();
	secrets.set(THERE, 'two');
	expect(secrets.all().toSorted()).toEqual(['one', 'two']);
});
