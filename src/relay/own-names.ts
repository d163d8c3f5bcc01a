/**
 * The names by which a server that listens on `host` may be addressed.
 *
 * @param addresses this machine's own, which it is reached by where it listens on all of them
 */
export function ownNames(host: string, addresses: readonly string[]): string[] {
	const local = ['localhost', '127.0.0.1', '[::1]'];
	if (!isEverywhere(host)) return [...local, urlHost(host)];
	return [...local, host, ...addresses.map(urlHost)];
}

/** The host as an address has it: IPv6 in brackets, and "all interfaces" as this machine. */
export function urlHost(host: string): string {
	if (isEverywhere(host)) return '127.0.0.1';
	return host.includes(':') ? `[${host}]` : host;
}

/** Whether a server that listens on `host` is reached by all of this machine's addresses. */
export function isEverywhere(host: string): boolean {
	return host === '0.0.0.0' || host === '::';
}
