import { browserRandom } from '#lib/adapters/browser/random.ts';
import { onWake } from '#lib/adapters/browser/wake-signals.ts';
import { webSocketOpener } from '#lib/adapters/relay/open-web-socket.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { bridgeBus } from '#lib/core/link/bridge-bus.ts';
import { createLink } from '#lib/core/link/link.ts';
import { linkTrouble } from '#lib/core/link/link-trouble.ts';
import type { Clock, NewId } from '#lib/core/ports.ts';
import type { RelayState } from '#lib/state/relay-state.svelte.ts';

/** Has the services behind a relay serve the page's bus, in place of services in the page. */
export function serveByRelay(
	bus: Bus,
	relay: RelayState,
	{ address, clock, newId }: { address: string; clock: Clock; newId: NewId }
): void {
	const link = createLink({
		channel: relay.channel,
		client: { name: 'assay', version: '1' },
		identity: {
			session: relay.session,
			token: relay.token,
			label: () => (relay.label === '' ? undefined : relay.label)
		},
		openSocket: webSocketOpener(address, relay.channel),
		clock,
		random: browserRandom,
		newId,
		onWake
	});
	relay.attach(link);
	bridgeBus({
		bus,
		link,
		clock,
		newId,
		address,
		onStatus: (status) => relay.linkIs(status, linkTrouble(status, address)),
		onPresence: relay.presenceIs
	});
}
