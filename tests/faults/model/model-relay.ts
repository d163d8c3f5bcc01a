import type { Bus } from '#lib/core/bus/bus.ts';
import { createFakeIds, type FakeClock } from '#lib/core/fakes.ts';
import type { FinishReason } from '#lib/protocol/chat-schemas.ts';
import { createSessions, type Connection, type Transport } from '../../../src/relay/connection.ts';
import { createMemoryEngine } from '../../../src/relay/engine/memory-engine.ts';
import { DEFAULT_LIMITS } from '../../../src/relay/limits.ts';
import { createLinkConnection } from '../../../src/relay/link-connection.ts';
import { createRooms } from '../../../src/relay/rooms.ts';
import { frame } from './frames.ts';
import { withoutDedupe, type Mutation } from './mutations.ts';

export const CHANNEL = 'harbour';

/** An answer as its service published it: what every client must come to have. */
export interface Answer {
	readonly id: string;
	text: string;
	finish: FinishReason | undefined;
}

/** One process of the relay: the real rooms and connections, with a service whose answers the schedule writes. */
export interface ModelRelay {
	connect: (transport: Transport) => {
		connection: Connection;
		take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	};
	/** What was executed, in order; the same id twice means that it ran twice. */
	readonly answers: readonly Answer[];
	write: (id: string, chunk: string) => void;
	finish: (id: string, reason?: FinishReason) => void;
	/** Ends this turn of the event loop. */
	turn: () => boolean;
	crash: () => void;
	readonly errors: readonly unknown[];
}

/** Small, so that logs are trimmed and clients fall behind within a short schedule. */
const LIMITS = {
	...DEFAULT_LIMITS,
	logEvents: 12,
	retainedEvents: 64,
	requestRate: 1000,
	requestBurst: 1000,
	inflight: 1000,
	// Schedules hold greetings back for as long as they like; what follows from that is no fault of the network's.
	helloMs: 3_600_000,
	unwrittenBytes: 1500
};

/** @param name of this process, which no other has */
export function createModelRelay(
	clock: FakeClock,
	name: string,
	mutation: Mutation | undefined
): ModelRelay {
	const answers: Answer[] = [];
	const errors: unknown[] = [];
	let deferred: (() => void)[] = [];
	let bus: Bus | undefined;
	let epochs = 0;
	const newEpoch = () => {
		epochs += 1;
		const process = mutation === 'same_epoch_after_restart' ? 'process' : name;
		return `${process}-epoch-${epochs}`;
	};

	function serve(served: Bus): () => void {
		bus = served;
		const stop = [
			served.subscribe({ type: 'llm_request' }, ({ id, data }) => {
				if (id === undefined) return;
				answers.push({ id, text: '', finish: undefined });
				served.publish({
					type: 'request_started',
					request_id: id,
					data: { request_id: id, template: data.template, content_hash: 'hash' }
				});
			}),
			served.subscribe({ type: 'cancel' }, ({ data }) => finish(data.request_id, 'cancelled'))
		];
		return () => {
			for (const each of stop) each();
		};
	}

	const running = (id: string) =>
		answers.findLast((answer) => answer.id === id && answer.finish === undefined);

	function finish(id: string, reason: FinishReason = 'stop') {
		const answer = running(id);
		if (!answer) return;
		answer.finish = reason;
		bus?.publish({
			type: 'llm_chunk',
			request_id: id,
			kind: 'text',
			off: answer.text.length,
			data: { chunk: '', is_final: true },
			meta: { finish_reason: reason }
		});
	}

	const real = createRooms({
		engine: createMemoryEngine({ ...LIMITS, newEpoch, frame }),
		attach: serve,
		clock,
		newId: createFakeIds(),
		newEpoch: () => 'epoch-of-bus',
		digest: (text) => text,
		frame,
		defer: (task) => void deferred.push(task),
		limits: LIMITS,
		onError: (error) => errors.push(error)
	});
	const rooms = mutation === 'no_server_dedupe' ? withoutDedupe(real) : real;
	const sessions = createSessions();
	const anybody = { user: undefined, expiresAt: undefined };

	return {
		answers,
		errors,
		connect(transport) {
			const connection = createLinkConnection({
				rooms,
				transport,
				channel: CHANNEL,
				identity: anybody,
				identify: () => anybody,
				sessions
			});
			return { connection, take: connection.take };
		},
		write(id, chunk) {
			const answer = running(id);
			if (!answer) return;
			const off = answer.text.length;
			answer.text += chunk;
			bus?.publish({
				type: 'llm_chunk',
				request_id: id,
				kind: 'text',
				off,
				data: { chunk, is_final: false }
			});
		},
		finish,
		turn() {
			const tasks = deferred;
			deferred = [];
			for (const task of tasks) task();
			return tasks.length > 0;
		},
		crash: () => real.close()
	};
}
