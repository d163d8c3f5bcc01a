import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { PromptSource } from '#lib/core/analysis/prompt-source.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type {
	Clock,
	HashText,
	Locks,
	RecordChange,
	RecordStore,
	TabChannel
} from '#lib/core/ports.ts';
import { blocksOf } from './answer-blocks.ts';
import { handedText, readHandedText } from './handed-texts.ts';
import { withPauses } from './pauses.ts';
import { createModelWitness, promptRecords } from './receipt-parts.ts';
import { ContentHash, LiveRun, lockOf, RunId, type WorkspaceId } from './run-records.ts';
import { readRunFile } from './run-files.ts';
import { beginRun, resumeRun, type RecordedRun } from './recorded-run.ts';
import { textChanges } from './stored-texts.ts';
import { TabMessage } from './tab-messages.ts';

export interface RecorderPorts {
	store: RecordStore;
	clock: Clock;
	locks: Locks;
	tabs: TabChannel;
	hashText: HashText;
	prompts: PromptSource;
	/** Where a run that begins now belongs; asked once for each. */
	workspaceOf: (id: RunId) => WorkspaceId;
	/** The store refused; the run goes on, and is in memory only. Told once for each run. */
	onRefused: (error: unknown, run: RecordedRun) => void;
}

/**
 * What arrived is written so much later at the most, or as soon as there is so much of it. A kill may cost 300 ms of text;
 * the rest is for the transaction, which a busy disk makes slow.
 */
const FLUSH_AFTER_MS = 150;
const FLUSH_LENGTH = 8 * 1024;
/** How often a run that is silent says that it lives, and asks whether another tab wants it stopped. */
const BEAT_MS = 2000;
const REMEMBERED_IDS = 512;

/** Writes runs to the store as they happen. */
export interface RunRecorder {
	/** Stores at once all that waits, as the page may go away. The writes are under way when it returns. */
	flush: () => void;
}

interface Recording {
	recorded: RecordedRun;
	/** Monotonic milliseconds at which the oldest unstored piece came. */
	waitingSince: number | undefined;
	cancelFlush: () => void;
	cancelBeat: () => void;
	/** Lets go of the lock; `undefined` until it is held. */
	release: (() => void) | undefined;
	isWriting: boolean;
	/** The store has refused once: nothing more is tried. */
	isRefused: boolean;
	/** The lock is held, and the beginning stored. */
	isBegun: boolean;
}

/** What the first message of a request may be that this page did not see begin. */
type AdoptedMessage = MessageOf<'request_started' | 'llm_chunk'>;

/**
 * Records every run that the bus tells of, by its messages alone, whoever serves it: ahead, every fifth of a second, so
 * that a page that is killed loses little more.
 */
export function recordRuns(bus: Bus, ports: RecorderPorts): RunRecorder {
	const { store, clock, locks, tabs } = ports;
	const recordings = new Map<string, Recording>();
	/** Those too that have ended, until all of them is stored. */
	const unfinished = new Set<Recording>();
	/** Messages of requests that may be runs whose beginning is stored, until that is known. */
	const unknown = new Map<string, Message[]>();
	/** The latest requests that are not to be recorded: they have ended, or are no runs. */
	const settled = new Set<string>();
	const models = createModelWitness(bus);

	function settle(id: string) {
		settled.add(id);
		const [oldest] = settled;
		if (settled.size > REMEMBERED_IDS && oldest !== undefined) settled.delete(oldest);
	}

	function record(recorded: RecordedRun, release?: () => void): Recording {
		const recording: Recording = {
			recorded,
			waitingSince: undefined,
			cancelFlush: () => {},
			cancelBeat: () => {},
			release,
			isWriting: false,
			isRefused: false,
			isBegun: false
		};
		recordings.set(recorded.id, recording);
		unfinished.add(recording);
		return recording;
	}

	async function begin(recording: Recording) {
		const { recorded } = recording;
		try {
			recording.release ??= await locks.hold(lockOf(recorded.id));
			const { content } = recorded;
			let texts: RecordChange[] = [];
			if (content !== undefined) {
				const hash = ContentHash.parse(await ports.hashText(content));
				recorded.run = { ...recorded.run, content_hash: hash };
				texts = await textChanges(store, hash, content);
			}
			await write(recording, [...texts, liveChange(recorded.id), handedText(recorded.id)]);
		} catch (error) {
			refuse(recording, error);
		}
		recording.isBegun = true;
		beat(recording);
		flush(recording);
	}

	async function describe(recording: Recording, request: Message) {
		const { recorded } = recording;
		if (request.type !== 'llm_request') return;
		const rendered = await ports.prompts.render(request.data);
		if (!rendered.ok) return;
		recorded.receipt = {
			...recorded.receipt,
			template: rendered.prompt.template,
			prompt: promptRecords(rendered.prompt.messages, request.data.content)
		};
		// The end may have been stored before the prompt was known.
		if (recorded.isEnded && recording.isBegun && !recording.isRefused) await write(recording, []);
	}

	function take(recording: Recording, message: Message) {
		const { recorded } = recording;
		recorded.apply(message, clock.now());
		if (recorded.isEnded) {
			recordings.delete(recorded.id);
			settle(recorded.id);
			flush(recording);
			return;
		}
		if (recorded.waiting === 0) return;
		if (recording.waitingSince === undefined) {
			recording.waitingSince = clock.monotonic();
			recording.cancelFlush = clock.after(FLUSH_AFTER_MS, () => flush(recording));
		}
		// Timers of a hidden page come late; what arrives meanwhile does not wait for them.
		const isDue = waitedMs(recording) >= FLUSH_AFTER_MS;
		if (isDue || recorded.waiting >= FLUSH_LENGTH) flush(recording);
	}

	function waitedMs({ waitingSince }: Recording): number {
		return waitingSince === undefined ? 0 : clock.monotonic() - waitingSince;
	}

	/** One write at a time for each run: what comes during one is stored by the next. */
	function flush(recording: Recording) {
		if (!recording.isBegun || recording.isWriting || recording.isRefused) {
			if (recording.isRefused && recording.recorded.isEnded) close(recording);
			return;
		}
		recording.cancelFlush();
		recording.waitingSince = undefined;
		recording.isWriting = true;
		const isLast = recording.recorded.isEnded;
		void write(recording, [])
			.then(() => (isLast ? sign(recording) : undefined))
			.catch((error: unknown) => refuse(recording, error))
			.finally(() => {
				recording.isWriting = false;
				if (isLast) close(recording);
				else if (recording.recorded.isEnded || waitedMs(recording) >= FLUSH_AFTER_MS) {
					flush(recording);
				}
			});
	}

	/**
	 * Waits for nothing that is under way, neither for a write nor for the lock and the hash that come before the first: a
	 * page that goes away may not be told of their end.
	 */
	function flushNow(recording: Recording) {
		const { isBegun, isWriting, isRefused, recorded } = recording;
		if (isRefused || (isBegun && !isWriting)) {
			flush(recording);
			return;
		}
		recording.cancelFlush();
		recording.waitingSince = undefined;
		const young = isBegun
			? []
			: [liveChange(recorded.id), handedText(recorded.id, recorded.content)];
		void write(recording, young).catch((error: unknown) => refuse(recording, error));
	}

	async function write({ recorded }: Recording, others: readonly RecordChange[]) {
		const changes = recorded.takeChanges(clock.now());
		await store.write([...others, ...changes]);
		tabs.post({ type: 'runs_changed', ids: [recorded.id] } satisfies TabMessage);
	}

	/** Once all else is stored, and the end of the answer is seen: until then a search reads the run itself. */
	async function sign({ recorded }: Recording) {
		const signature = await withPauses(recorded.signature(), clock);
		// Without one it stays so: nothing of the run is lost.
		await store.put('signatures', recorded.id, signature).catch(() => undefined);
	}

	function refuse(recording: Recording, error: unknown) {
		if (recording.isRefused) return;
		recording.isRefused = true;
		ports.onRefused(error, recording.recorded);
	}

	function close(recording: Recording) {
		unfinished.delete(recording);
		recording.cancelBeat();
		recording.cancelFlush();
		recording.release?.();
	}

	function beat(recording: Recording) {
		recording.cancelBeat = clock.after(BEAT_MS, () => {
			if (recording.recorded.isEnded || recording.isRefused) return;
			flush(recording);
			void obey(recording.recorded.id);
			beat(recording);
		});
	}

	/** Another tab that cannot reach this one by a channel asks by the store. */
	async function obey(id: RunId) {
		const live = LiveRun.safeParse(await store.get('live_runs', id).catch(() => undefined));
		if (live.data?.stop_asked === true && recordings.has(id)) cancel(id);
	}

	function cancel(id: RunId) {
		bus.publish({ type: 'cancel', data: { request_id: id } });
	}

	/** A request that this page did not see begin: another client's, or one that a relay goes on with after a reload. */
	async function adopt(id: RunId, first: AdoptedMessage) {
		const messages: Message[] = [first];
		unknown.set(id, messages);
		// Another tab of this browser may be on the same channel: it has asked for the run, or has it already.
		const release = await locks.holdAlone(lockOf(id)).catch(() => undefined);
		const recorded = release && (await pickUp(id, first).catch(() => undefined));
		unknown.delete(id);
		if (!recorded || recordings.has(id) || settled.has(id)) {
			release?.();
			if (!recordings.has(id)) settle(id);
			return;
		}
		const recording = record(recorded, release);
		for (const message of messages) take(recording, message);
		void begin(recording);
	}

	/** The run as it goes on from what is stored of it; `undefined` where it is not to be recorded. */
	async function pickUp(id: RunId, first: AdoptedMessage): Promise<RecordedRun | undefined> {
		const file = await readRunFile(store, id);
		if (file) {
			const { run, receipt, answer } = file;
			const content = file.content ?? (await readHandedText(store, id));
			if (run.status !== 'running' && run.status !== 'interrupted') return undefined;
			const blocks = (await store.keys('answers', blocksOf(id))).length;
			const base = receipt.request?.partial_answer?.length ?? 0;
			const resumed = { ...run, status: 'running' as const, ended_at: undefined };
			return resumeRun(resumed, receipt, { content, answer, blocks, base });
		}
		// A record that cannot be read is not written over.
		const isStored = (await store.keys('runs', { from: id, to: id })).length > 0;
		if (first.type !== 'request_started' || isStored) return undefined;
		const hash = ContentHash.safeParse(first.data.content_hash).data;
		const told = { ...first.data, hash, workspace: ports.workspaceOf(id) };
		return beginRun(id, undefined, told, clock.now());
	}

	function hear(message: Message) {
		if (message.type === 'llm_request' && message.id !== undefined) {
			// A request repeated with the same id is answered once.
			if (recordings.has(message.id) || settled.has(message.id)) return;
			const { data } = message;
			const id = RunId.parse(message.id);
			const told = { ...data, workspace: ports.workspaceOf(id) };
			const recording = record(beginRun(id, data, told, clock.now()));
			recording.recorded.receipt = {
				...recording.recorded.receipt,
				model: models.find(data.model)
			};
			void describe(recording, message).catch(() => undefined);
			void begin(recording);
			return;
		}
		const id = message.request_id;
		if (id === undefined || settled.has(id)) return;
		const recording = recordings.get(id);
		if (recording) take(recording, message);
		else if (unknown.has(id)) unknown.get(id)?.push(message);
		else if (
			message.type === 'request_started' ||
			(message.type === 'llm_chunk' && !message.data.is_final)
		) {
			void adopt(RunId.parse(id), message);
		}
	}

	bus.subscribe({}, hear);
	tabs.subscribe((outside) => {
		const message = TabMessage.safeParse(outside).data;
		if (message?.type === 'stop_run' && recordings.has(message.id)) cancel(message.id);
	});

	return {
		flush: () => {
			for (const recording of unfinished) flushNow(recording);
		}
	};
}

/** So that a page which starts finds a run that has lost its page. */
function liveChange(id: RunId): RecordChange {
	return { table: 'live_runs', key: id, value: { id } };
}
