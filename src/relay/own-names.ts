import { networkInterfaces } from 'node:os';

/** The names by which a server that listens on `host` may be addressed. */
export function ownNames(host: string): string[] {
	const local = ['localhost', '127.0.0.1', '[::1]'];
	if (!isEverywhere(host)) return [...local, urlHost(host)];
	const addresses = Object.values(networkInterfaces()).flatMap((list) =>
		(list ?? []).map(({ address }) => urlHost(address))
	);
	return [...local, host, ...addresses];
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
