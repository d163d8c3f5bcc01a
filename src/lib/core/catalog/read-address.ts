/**
 * Reads the address of a server as a person types it: the scheme may be missing, and the path of one of LM Studio's own
 * APIs, which is often copied with it, is dropped. An empty text means no address.
 *
 * @param example what an address looks like, for whoever typed none
 */
export function readAddress(
	text: string,
	example = 'http://127.0.0.1:1234'
): { address: string | undefined } | { problem: string } {
	const trimmed = text.trim();
	if (trimmed === '') return { address: undefined };
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
	const problem = `Expected an address such as ${example}, got “${trimmed.slice(0, 80)}”.`;
	if (!URL.canParse(withScheme)) return { problem };
	const url = new URL(withScheme);
	const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
	if (!isWeb || url.username !== '' || url.search !== '' || url.hash !== '') return { problem };
	return { address: url.origin + url.pathname.replace(/\/(v1|api\/v[01])?\/?$/, '') };
}

/** Scheme, host and port of an address that {@link readAddress} accepted: what a token is bound to. */
export function originOf(address: string): string {
	return new URL(address).origin;
}
