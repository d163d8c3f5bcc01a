import type { RelayDefaults } from '#lib/state/relay-state.svelte.ts';
import type { PageAddresses } from './page-addresses.ts';

const NO_RELAY: RelayDefaults = { url: undefined, channel: undefined };

/** The relay that the page was built for, else the one that it came from. */
export async function relayDefaults({ relay, isFromRelay }: PageAddresses): Promise<RelayDefaults> {
	if (relay !== undefined) return { url: relay, channel: undefined };
	if (!isFromRelay || !/^https?:$/.test(location.protocol)) return NO_RELAY;
	const { readRelayInfo } = await import('#lib/adapters/relay/read-relay-info.ts');
	const info = await readRelayInfo(location.origin);
	return info ? { url: location.origin, channel: info.channel } : NO_RELAY;
}
