import { connectSources, type RefusedAddress } from './connect-sources.ts';

/** Pages that have been narrowed. */
const narrowed = new WeakSet<Document>();

/**
 * What the page's own policy already rules on, and this one leaves to it. A policy without `default-src` would let every
 * prefetch through, and one that names more hosts would let prefetches of those through (CSP level 3, resource hints).
 */
const THE_REST = "data: blob: 'unsafe-inline' 'wasm-unsafe-eval'";

/**
 * From now on the page, and every Worker that it starts from now on, may connect to the servers behind `addresses` only
 * (see `connectSources` for what that includes). It adds a policy to the page; browsers apply all policies of a page
 * together and forget none, so nothing can widen it again but a reload. To be called before anything from outside is shown.
 *
 * @returns the addresses that no policy can name, to which the page cannot connect; the others hold all the same
 * @throws {Error} on the second call, which could only narrow further, never change an address
 */
export function narrowConnections(
	addresses: readonly string[],
	page: Document = document
): RefusedAddress[] {
	if (narrowed.has(page)) {
		throw new Error(
			'Expected connections to be narrowed once, got a second call: save the address and reload the page'
		);
	}
	const { sources, refused } = connectSources(addresses, {
		pageOrigin: page.defaultView?.origin ?? 'null'
	});
	const meta = page.createElement('meta');
	meta.httpEquiv = 'Content-Security-Policy';
	const servers = sources.join(' ');
	meta.content = `default-src ${servers} ${THE_REST}; connect-src ${servers || "'none'"}`;
	page.head.append(meta);
	narrowed.add(page);
	return refused;
}
