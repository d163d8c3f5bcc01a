import type { Message } from '#lib/protocol/message.ts';
import { createFakeClock, createFakeIds, type FakeClock } from '#lib/core/fakes.ts';
import type { FakeRelay } from './fake-relay/fake-relay.ts';
import { CHANNEL, createFakeRelay } from './fake-relay/fakes.ts';
import type { ChannelSnapshot } from './follow-channel.ts';
import { createLink } from './link.ts';
import type { LinkStatus } from './link-status.ts';
import type { Link, LinkOptions } from './link-types.ts';

/** A link with everything around it under the test's hand, and a record of what it told. */
export interface LinkWorld {
	relay: FakeRelay;
	clock: FakeClock;
	link: Link;
	/** In order, as they were told. */
	statuses: LinkStatus[];
	events: Message[];
	snapshots: ChannelSnapshot[];
	delivered: string[];
	refused: { id: string; code: string }[];
	/** The page comes to the front, or is back online. */
	wake: () => void;
	/** Connects, and lets everything arrive. */
	open: () => void;
	/** The texts of the events' chunks, joined as they came. */
	heard: () => string;
}

export function createLinkWorld(options: Partial<LinkOptions> = {}): LinkWorld {
	const relay = createFakeRelay();
	const clock = createFakeClock();
	let wake = () => {};
	const link = createLink({
		channel: CHANNEL,
		client: { name: 'test', version: '1' },
		identity: { session: () => 'session-1', token: () => undefined, label: () => undefined },
		openSocket: relay.openSocket,
		clock,
		random: () => 0.5,
		newId: createFakeIds(),
		onWake(listener) {
			wake = listener;
			return () => (wake = () => {});
		},
		...options
	});
	const world: LinkWorld = {
		relay,
		clock,
		link,
		statuses: [],
		events: [],
		snapshots: [],
		delivered: [],
		refused: [],
		wake: () => wake(),
		open() {
			link.start({
				status: (status) => world.statuses.push(status),
				event: (message) => world.events.push(message),
				snapshot: (snapshot) => world.snapshots.push(snapshot),
				delivered: (id) => world.delivered.push(id),
				refused: (id, { code }) => world.refused.push({ id, code }),
				presence: () => {}
			});
			relay.flush();
		},
		heard: () =>
			world.events.map((event) => (event.type === 'llm_chunk' ? event.data.chunk : '')).join('')
	};
	return world;
}
