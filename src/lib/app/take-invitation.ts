import type { Invitation } from '#lib/state/relay-state.svelte.ts';

/**
 * Reads the channel and the token that a link to the page names behind its `#`, and takes them out of the address at
 * once: an address is seen, copied and kept by the browser, a token must not be.
 */
export function takeInvitation(page: Window): Invitation {
	const { hash, pathname, search } = page.location;
	const [route = '', query] = hash.split('?', 2);
	if (query === undefined) return { channel: undefined, token: undefined };
	const named = new URLSearchParams(query);
	const channel = named.get('channel') ?? undefined;
	const token = named.get('relay-token') ?? undefined;
	named.delete('channel');
	named.delete('relay-token');
	const rest = named.size > 0 ? `?${named.toString()}` : '';
	page.history.replaceState(page.history.state, '', pathname + search + route + rest);
	return { channel, token: token === '' ? undefined : token };
}
