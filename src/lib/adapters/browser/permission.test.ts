import { expect, test } from 'vitest';
import { localNetworkPermission } from './permission.ts';

const PUBLIC_PAGE = pageFrom('https:', 'assay.example.org');

function pageFrom(protocol: string, hostname: string, isSecureContext = true) {
	return { isSecureContext, location: { protocol, hostname } };
}

/** A browser that knows only the permissions named in `states`. */
function permissions(states: Record<string, PermissionState>): Pick<Permissions, 'query'> {
	return {
		query: ({ name }) => {
			const state = states[name];
			if (!state) return Promise.reject(new TypeError(`'${name}' is not a permission`));
			// The rest of a PermissionStatus is not looked at.
			return Promise.resolve({ state } as PermissionStatus);
		}
	};
}

test('asks for the newer name first', async () => {
	const both = permissions({ 'loopback-network': 'granted', 'local-network-access': 'denied' });
	expect(await localNetworkPermission(PUBLIC_PAGE, both)).toBe('granted');
});

test('falls back to the older name', async () => {
	const older = permissions({ 'local-network-access': 'denied' });
	expect(await localNetworkPermission(PUBLIC_PAGE, older)).toBe('denied');
});

test('has no answer where the browser knows neither name', async () => {
	expect(await localNetworkPermission(PUBLIC_PAGE, permissions({}))).toBeUndefined();
});

test.each([
	['file:', ''],
	['http:', 'localhost'],
	['http:', 'assay.localhost'],
	['http:', '127.0.0.1'],
	['http:', '127.9.8.7'],
	['http:', '[::1]']
])('has no answer on a page from %s//%s, which needs no permission', async (protocol, hostname) => {
	const prompting = permissions({ 'loopback-network': 'prompt' });
	expect(await localNetworkPermission(pageFrom(protocol, hostname), prompting)).toBeUndefined();
});

test.each(['localhost.example.org', 'notlocalhost', '127.example.org', '192.168.0.7'])(
	'asks on a page from %s',
	async (hostname) => {
		const prompting = permissions({ 'loopback-network': 'prompt' });
		expect(await localNetworkPermission(pageFrom('https:', hostname), prompting)).toBe('prompt');
	}
);

test('has no answer on a page that is no secure context, whose requests may get through all the same', async () => {
	const denying = permissions({ 'loopback-network': 'denied' });
	expect(
		await localNetworkPermission(pageFrom('http:', '192.168.0.7', false), denying)
	).toBeUndefined();
});
