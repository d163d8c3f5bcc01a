import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import {
	createFakeClock,
	createFakePrompts,
	fakeHashText,
	type FakeClock
} from '#lib/core/fakes.ts';
import type { Locks, RecordStore, TabChannel } from '#lib/core/ports.ts';
import { FIRST_WORKSPACE } from './first-workspace.ts';
import { recordRuns, type RecorderPorts, type RunRecorder } from './record-runs.ts';
import { signatureSteps } from './text-signature.ts';

/** What the pages of one browser share. */
export interface FakeBrowser {
	store: RecordStore;
	clock: FakeClock;
	openPage: (ports?: Partial<RecorderPorts>) => FakePage;
}

/** A page that records what its bus tells. */
export interface FakePage {
	bus: Bus;
	recorder: RunRecorder;
	locks: Locks;
	tabs: TabChannel;
	/** What the store refused. */
	refused: unknown[];
	/** Gone, as when the process is killed: it writes nothing more, and the browser releases its locks. */
	kill: () => void;
}

/** A browser with real storage semantics in memory, one clock, locks and a channel between its pages. */
export function createFakeBrowser(): FakeBrowser {
	const store = createMemoryRecordStore();
	const clock = createFakeClock();
	const held = new Map<string, number>();
	const listeners = new Map<(message: unknown) => void, object>();

	return {
		store,
		clock,
		openPage(ports = {}) {
			const { bus } = createFakeBus({ clock });
			const refused: unknown[] = [];
			const mine = new Set<string>();
			let isKilled = false;
			const never = new Promise<never>(() => {});
			const hold = (name: string) => {
				held.set(name, (held.get(name) ?? 0) + 1);
				mine.add(name);
				return () => {
					if (mine.delete(name)) release(name);
				};
			};
			const locks: Locks = {
				hold: (name) => Promise.resolve(hold(name)),
				holdAlone: (name) => Promise.resolve((held.get(name) ?? 0) > 0 ? undefined : hold(name)),
				isHeld: (name) => Promise.resolve((held.get(name) ?? 0) > 0)
			};
			const page = {};
			const tabs: TabChannel = {
				post(message) {
					for (const [listener, owner] of listeners) if (owner !== page) listener(message);
				},
				subscribe(listener) {
					listeners.set(listener, page);
					return () => listeners.delete(listener);
				}
			};
			const recorder = recordRuns(bus, {
				store: { ...store, write: (changes) => (isKilled ? never : store.write(changes)) },
				clock,
				locks,
				tabs,
				hashText: fakeHashText,
				prompts: createFakePrompts(),
				workspaceOf: () => FIRST_WORKSPACE,
				onRefused: (error) => refused.push(error),
				...ports
			});
			return {
				bus,
				recorder,
				locks,
				tabs,
				refused,
				kill() {
					isKilled = true;
					for (const [listener, owner] of listeners) if (owner === page) listeners.delete(listener);
					for (const name of mine) release(name);
					mine.clear();
				}
			};
		}
	};

	function release(name: string) {
		held.set(name, (held.get(name) ?? 1) - 1);
	}
}

/** Publishes a request as a view does. */
export function ask(bus: Bus, id = 'run-1', content = 'A text about a pump.') {
	const data = { content, template: 'summary_brief', model: 'llama-3.2-3b-instruct' };
	bus.publish({ type: 'llm_request', id, data });
}

/** Publishes what everybody on a channel is told of a request. */
export function announce(bus: Bus, id = 'run-1') {
	const content_hash = 'ab'.repeat(32);
	const data = { request_id: id, template: 'summary_brief', content_hash, from: 'phone' };
	bus.publish({ type: 'request_started', request_id: id, data });
}

/** Publishes pieces of an answer as a service does, the first at `off`. */
export function tell(bus: Bus, pieces: readonly string[], id = 'run-1', off = 0) {
	let at = off;
	for (const chunk of pieces) {
		bus.publish({
			type: 'llm_chunk',
			request_id: id,
			kind: 'text',
			off: at,
			data: { chunk, is_final: false }
		});
		at += chunk.length;
	}
}

/** Publishes the end of an answer. */
export function end(
	bus: Bus,
	reason: 'stop' | 'length' | 'cancelled' | 'interrupted' | 'error' = 'stop',
	id = 'run-1'
) {
	bus.publish({
		type: 'llm_chunk',
		request_id: id,
		kind: 'text',
		data: { chunk: '', is_final: true },
		meta: { finish_reason: reason, usage: { output_tokens: 3 } }
	});
}

/** The signature of texts that are searched together, made in one go. */
export function signatureOf(...texts: readonly string[]): Uint8Array<ArrayBuffer> {
	const steps = signatureSteps(...texts);
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}
