import { createRunFold, type RunFold } from '#lib/core/analysis/run-fold.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { createFakeIds, type FakeClock } from '#lib/core/fakes.ts';
import { bridgeBus } from '#lib/core/link/bridge-bus.ts';
import { createLink } from '#lib/core/link/link.ts';
import type { Link } from '#lib/core/link/link-types.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { Transport, Connection } from '../../../src/relay/connection.ts';
import { createRepeater, type Mutation } from './mutations.ts';
import { CHANNEL } from './model-relay.ts';
import { createWires, type Wire } from './wire.ts';

/** What a page shows of one request. */
export interface Shown {
	fold: RunFold;
	finals: number;
	/** Messages behind the final one. */
	afterFinal: number;
}

/** One page: a real link below a real bus, and what comes of it. */
export interface ModelClient {
	readonly shown: ReadonlyMap<string, Shown>;
	/** What it asked for. */
	readonly asked: Set<string>;
	readonly link: Link;
	readonly wires: readonly Wire[];
	ask: (id: string) => void;
	cancel: (id: string) => void;
	wake: () => void;
	readonly errors: readonly unknown[];
}

export function createModelClient(
	name: string,
	clock: FakeClock,
	connect: (transport: Transport) => {
		connection: Connection;
		take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	},
	mutation: Mutation | undefined
): ModelClient {
	const { bus, errors } = createFakeBus({ clock });
	const shown = new Map<string, Shown>();
	const asked = new Set<string>();
	const ids = createFakeIds();
	const newId = () => `${name}-${ids()}`;
	let wake = () => {};

	const repeat = createRepeater(({ v: _v, seq: _seq, epoch: _epoch, ts: _ts, ...draft }) =>
		bus.publish(draft)
	);
	const { openSocket, wires } = createWires(connect, mutation, (frame) => {
		if (mutation === 'no_duplicate_check') repeat(frame);
	});
	const link = createLink({
		channel: CHANNEL,
		client: { name: 'model', version: '1' },
		identity: { session: () => `session-${name}`, token: () => undefined, label: () => name },
		openSocket,
		clock,
		random: () => 0.5,
		newId,
		onWake(listener) {
			wake = listener;
			return () => {};
		}
	});

	function show(message: Message) {
		const id = message.request_id;
		if (id === undefined) return;
		const run = shown.get(id) ?? { fold: createRunFold(0), finals: 0, afterFinal: 0 };
		shown.set(id, run);
		if (run.finals > 0) run.afterFinal += 1;
		if (message.type === 'llm_chunk' && message.data.is_final) run.finals += 1;
		run.fold.apply(message, 0);
	}

	bus.subscribe({}, show);
	bridgeBus({
		bus,
		link,
		clock,
		newId,
		address: 'http://relay.test',
		onStatus: () => {},
		onPresence: () => {}
	});

	return {
		shown,
		asked,
		link,
		wires,
		errors,
		ask(id) {
			asked.add(id);
			bus.publish({ type: 'llm_request', id, data: { content: 'A text.', template: 't' } });
		},
		cancel: (id) => void bus.publish({ type: 'cancel', data: { request_id: id } }),
		wake: () => wake()
	};
}
