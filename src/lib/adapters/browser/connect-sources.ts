/** An address that no content security policy can name, and why. */
export interface RefusedAddress {
	address: string;
	code: 'not_an_address' | 'wrong_scheme' | 'ipv6' | 'bad_host';
	/** What is wrong and what to do, for a person. */
	reason: string;
}

/** Which servers the page may talk to, as `connect-src` names them, and which addresses could not be taken in. */
export interface ConnectSources {
	sources: string[];
	refused: RefusedAddress[];
}

/** A policy tells `http` and `ws` apart, so each address brings the other in. */
const SCHEME_TWINS = new Map([
	['http:', 'ws:'],
	['https:', 'wss:'],
	['ws:', 'http:'],
	['wss:', 'https:']
]);

/** It tells these names of the same computer apart, too. */
const HOST_TWINS = new Map([
	['localhost', '127.0.0.1'],
	['127.0.0.1', 'localhost']
]);

/**
 * A host as the policy's grammar knows it (CSP level 3, host-source). `URL` lets more through: `http://a;b/` is an address
 * to it, and would begin a new directive here.
 */
const POLICY_HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/**
 * The servers behind the addresses, each with its `localhost` or `127.0.0.1` twin and its HTTP or WebSocket twin. Paths
 * and names of users are left out. A page from a server may talk to that server as well; a page from a file has none.
 *
 * @param addresses of LM Studio and relays, as a person or the settings gave them
 * @param pageOrigin `window.origin`, which is `null` for a file
 */
export function connectSources(
	addresses: readonly string[],
	{ pageOrigin }: { pageOrigin: string }
): ConnectSources {
	const sources = new Set<string>();
	const refused: RefusedAddress[] = [];
	if (/^https?:/.test(pageOrigin)) sources.add("'self'");
	for (const address of addresses) {
		const read = readAddress(address);
		if (read instanceof URL) for (const source of sourcesOf(read)) sources.add(source);
		else refused.push({ address, ...read });
	}
	return { sources: [...sources], refused };
}

function readAddress(address: string): URL | Omit<RefusedAddress, 'address'> {
	if (!URL.canParse(address)) {
		return {
			code: 'not_an_address',
			reason: `Expected an address such as http://localhost:1234, got ${address}`
		};
	}
	const url = new URL(address);
	if (!SCHEME_TWINS.has(url.protocol)) {
		return {
			code: 'wrong_scheme',
			reason: `Expected an address that begins with http, https, ws or wss, got ${address}`
		};
	}
	if (url.hostname.startsWith('[')) {
		return {
			code: 'ipv6',
			reason: `The browser's policy cannot name the IPv6 address ${url.hostname}. Use localhost, 127.0.0.1 or a name.`
		};
	}
	if (!POLICY_HOST.test(url.hostname)) {
		return {
			code: 'bad_host',
			reason: `Expected a host of letters, digits, hyphens and dots, got ${url.hostname}. Use its number instead.`
		};
	}
	return url;
}

function sourcesOf({ protocol, hostname, port }: URL): string[] {
	const schemes = withTwin(protocol, SCHEME_TWINS);
	const suffix = port && `:${port}`;
	return withTwin(hostname, HOST_TWINS).flatMap((host) =>
		schemes.map((scheme) => `${scheme}//${host}${suffix}`)
	);
}

function withTwin(value: string, twins: ReadonlyMap<string, string>): string[] {
	const twin = twins.get(value);
	return twin === undefined ? [value] : [value, twin];
}
