/** Plays a schedule against the real rooms and the real link, and tells what should not have come of it. */
import { createFakeClock } from '#lib/core/fakes.ts';
import { CLIENTS, REQUESTS, type Action } from './actions.ts';
import { createModelClient, type ModelClient } from './model-client.ts';
import { createModelRelay, type ModelRelay } from './model-relay.ts';
import type { Mutation } from './mutations.ts';
import { verdictOf } from './verdict.ts';

/** Seconds after the last fault in which everything must have come to rest. */
const SECONDS_TO_HEAL = 60;

export function play(actions: readonly Action[], mutation?: Mutation): string[] {
	const clock = createFakeClock();
	const relays: ModelRelay[] = [createModelRelay(clock, 'process-1', mutation)];
	const relay = () => relays.at(-1) ?? createModelRelay(clock, 'none', mutation);
	const clients: ModelClient[] = Array.from({ length: CLIENTS }, (_, at) =>
		createModelClient(`client-${at}`, clock, (transport) => relay().connect(transport), mutation)
	);
	/** Clients that do not read. */
	const stalled = new Set<number>();
	let asked = 0;
	/** The id that a request number means now: an ended one is asked anew under another. */
	const idOf = new Map<number, string>();

	function arrive(each: Extract<Action, { do: 'arrive' }>) {
		const wire = clients[each.client]?.wires.at(-1);
		if (!wire) return;
		for (let frame = 0; frame < each.frames; frame += 1) {
			if (each.to === 'relay') wire.deliverToRelay();
			else if (!stalled.has(each.client)) wire.deliverToClient();
		}
	}

	function ask(client: ModelClient, request: number) {
		const known = idOf.get(request);
		const isUnderWay = clients.some(({ asked: ids, shown }) =>
			known === undefined ? false : ids.has(known) && (shown.get(known)?.finals ?? 0) === 0
		);
		if (isUnderWay) return;
		asked += 1;
		const id = `q${request}-${asked}`;
		idOf.set(request, id);
		client.ask(id);
	}

	function restart() {
		relay().crash();
		relays.push(createModelRelay(clock, `process-${relays.length + 1}`, mutation));
		for (const { wires } of clients) for (const wire of wires) wire.crash();
	}

	function act(each: Action) {
		switch (each.do) {
			case 'arrive':
				arrive(each);
				return;
			case 'write':
				relay().write(idOf.get(each.request) ?? '', each.chunk);
				return;
			case 'finish':
				relay().finish(idOf.get(each.request) ?? '');
				return;
			case 'turn':
				return void relay().turn();
			case 'restart':
				restart();
				return;
			case 'wait':
				clock.elapse(each.ms);
				return;
			default:
				actOn(clients[each.client], each);
				return;
		}
	}

	function actOn(client: ModelClient | undefined, each: Extract<Action, { client: number }>) {
		const wire = client?.wires.at(-1);
		if (!client || !wire) return;
		switch (each.do) {
			case 'ask':
				ask(client, each.request);
				return;
			case 'cancel':
				client.cancel(idOf.get(each.request) ?? 'none');
				return;
			case 'cut':
				wire.cut();
				return;
			case 'halfCut':
				wire.cutAtClient();
				return;
			case 'reap':
				for (const old of client.wires) old.reap();
				return;
			case 'lose':
				wire.lose();
				return;
			case 'repeat':
				wire.repeat();
				return;
			case 'stall':
				if (!stalled.delete(each.client)) stalled.add(each.client);
				return;
			case 'wake':
				client.wake();
				return;
			case 'arrive':
				return;
		}
	}

	/** Everything that is under way arrives, and what follows from it. */
	function flush() {
		for (let isQuiet = false; !isQuiet;) {
			isQuiet = !relay().turn();
			for (const { wires } of clients) {
				for (const wire of wires) {
					while (wire.deliverToRelay() || wire.deliverToClient()) isQuiet = false;
				}
			}
		}
	}

	function heal() {
		for (let second = 0; second < SECONDS_TO_HEAL; second += 1) {
			clock.elapse(1000);
			flush();
		}
	}

	for (const each of actions) act(each);
	for (const { wires } of clients) for (const wire of wires) wire.reap();
	heal();
	for (let request = 0; request < REQUESTS; request += 1) relay().finish(idOf.get(request) ?? '');
	for (const { id } of relay().answers) relay().finish(id);
	heal();
	return verdictOf(clients, relays);
}
