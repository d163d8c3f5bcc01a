import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectSources } from './connect-sources.ts';

const FROM_FILE = { pageOrigin: 'null' };

test('names an address with its WebSocket twin', () => {
	expect(connectSources(['http://192.168.0.7:1234/v1/?a=b#c'], FROM_FILE)).toEqual({
		sources: ['http://192.168.0.7:1234', 'ws://192.168.0.7:1234'],
		refused: []
	});
	expect(connectSources(['wss://Relay.example.org'], FROM_FILE).sources).toEqual([
		'wss://relay.example.org',
		'https://relay.example.org'
	]);
});

test('names this computer by both of its names', () => {
	const sources = [
		'http://localhost:1234',
		'ws://localhost:1234',
		'http://127.0.0.1:1234',
		'ws://127.0.0.1:1234'
	];
	expect(connectSources(['http://localhost:1234'], FROM_FILE).sources).toEqual(sources);
	expect(connectSources(['ws://127.0.0.1:1234'], FROM_FILE).sources.sort()).toEqual(sources.sort());
});

test('adds the server that the page came from, where there is one', () => {
	expect(connectSources([], { pageOrigin: 'http://localhost:4173' }).sources).toEqual(["'self'"]);
	expect(connectSources([], { pageOrigin: 'null' }).sources).toEqual([]);
	expect(connectSources([], { pageOrigin: 'file://' }).sources).toEqual([]);
});

test('names each server once', () => {
	const { sources } = connectSources(
		['http://localhost:1234', 'http://localhost:1234/v1', 'ws://127.0.0.1:1234'],
		FROM_FILE
	);
	expect(sources).toHaveLength(4);
});

test('leaves out what else an address may hold', () => {
	expect(connectSources(['http://user:secret@host:80/'], FROM_FILE).sources).toEqual([
		'http://host',
		'ws://host'
	]);
});

test.each([
	['', 'not_an_address'],
	['127.0.0.1:1234', 'not_an_address'],
	['http://', 'not_an_address'],
	['http://a b/', 'not_an_address'],
	['localhost:1234', 'wrong_scheme'],
	['javascript:alert(1)', 'wrong_scheme'],
	['file:///etc/passwd', 'wrong_scheme'],
	['http://[::1]:1234', 'ipv6'],
	['http://a;script-src/', 'bad_host'],
	["http://'self'/", 'bad_host'],
	['http://*/', 'bad_host'],
	['http://a,b/', 'bad_host'],
	['http://my_pc:1234', 'bad_host'],
	['http://a..b/', 'bad_host']
])('refuses %j and keeps the others', (address, code) => {
	const { sources, refused } = connectSources([address, 'http://host'], FROM_FILE);
	expect(sources).toEqual(['http://host', 'ws://host']);
	expect(refused).toMatchObject([{ address, code }]);
});

test('lets nothing into the policy but schemes, hosts and ports', () => {
	const text = fc.string({ unit: fc.constantFrom(...Array.from(`aB1.-_:/;,'"* *@[]%\\\t\n#?é`)) });
	const address = fc.oneof(
		fc.string(),
		text,
		text.map((rest) => `http://${rest}`),
		fc.webUrl()
	);
	fc.assert(
		fc.property(fc.array(address), (addresses) => {
			const { sources, refused } = connectSources(addresses, FROM_FILE);
			for (const source of sources) {
				expect(source).toMatch(/^(https?|wss?):\/\/[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/);
			}
			expect(refused.every((each) => addresses.includes(each.address))).toBe(true);
		}),
		{ numRuns: 1000 }
	);
});
