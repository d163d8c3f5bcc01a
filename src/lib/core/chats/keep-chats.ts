import { isAnswering } from '#lib/core/agents/chat-fold.ts';
import { definedOnly } from '#lib/core/defined-only.ts';
import type { Clock, Locks, RecordChange, RecordStore } from '#lib/core/ports.ts';
import { lockOfTurn, turnKey, type ChatId, type StoredChat } from './chat-records.ts';
import { chatTextChanges } from './chat-texts.ts';
import { storedForm, type KeptTurn } from './turn-form.ts';

export interface ChatKeeperPorts {
	store: RecordStore;
	clock: Clock;
	locks: Locks;
	/** Told what was stored anew, for other tabs that show it. */
	onKept: (chat: ChatId, turn: string) => void;
	/** Told whenever the store refuses a turn, or has no room for it. */
	onRefused: (error: unknown, turn: string) => void;
}

/** Stores the questions that a page asks, and what comes of them while it comes. */
export interface ChatKeeper {
	/**
	 * Stores a turn: at once when it is new and when it has ended, else within {@link KEEP_EVERY_MS}. A chat that was deleted
	 * after its first turn was stored is not made anew.
	 */
	keep: (chat: StoredChat, kept: KeptTurn) => void;
	/** Writes nothing more of a chat, for it is being deleted; resolves when nothing of it is under way. */
	letGo: (chat: ChatId) => Promise<void>;
	/** Resolves when what was to be written of a chat at once has been, or was refused. */
	settled: (chat: ChatId) => Promise<void>;
	/** Begins to write at once what waits to be written. */
	flush: () => void;
}

/** As often as a run is written: what a crash may cost. */
const KEEP_EVERY_MS = 150;

interface Keeping {
	chat: StoredChat;
	latest: KeptTurn;
	/** The write that is under way, or the last; never rejects. */
	writing: Promise<void>;
	isStored: boolean;
	cancel: () => void;
	isWaiting: boolean;
	/** Gives the turn's name back. */
	release: Promise<() => void>;
}

export function createChatKeeper(ports: ChatKeeperPorts): ChatKeeper {
	const { store, clock, locks } = ports;
	const kept = new Map<string, Keeping>();

	function begin(chat: StoredChat, latest: KeptTurn): Keeping {
		const keeping: Keeping = {
			chat,
			latest,
			writing: Promise.resolve(),
			isStored: latest.isStored,
			cancel: () => {},
			isWaiting: false,
			// A browser that grants no lock keeps the turn all the same.
			release: locks.hold(lockOfTurn(latest.turn.requestId)).catch(() => () => {})
		};
		kept.set(latest.turn.requestId, keeping);
		return keeping;
	}

	function writeNow(keeping: Keeping) {
		keeping.cancel();
		keeping.isWaiting = false;
		keeping.writing = keeping.writing.then(() => write(keeping)).catch(() => undefined);
	}

	async function write(keeping: Keeping) {
		const { chat, latest } = keeping;
		const id = latest.turn.requestId;
		// Whoever reads the turn is to know that its page lives.
		const release = await keeping.release;
		try {
			if (kept.get(id) !== keeping) return;
			if (keeping.isStored && !(await isThere(store, chat.id))) return;
			await store.write(changesOf(chat, latest, clock.now(), keeping.isStored));
			keeping.isStored = true;
			ports.onKept(chat.id, id);
		} catch (error) {
			ports.onRefused(error, id);
		} finally {
			if (!isAnswering(latest.turn.status)) {
				release();
				if (kept.get(id) === keeping) kept.delete(id);
			}
		}
	}

	return {
		keep(chat, latest) {
			const { requestId, status } = latest.turn;
			const known = kept.get(requestId);
			const keeping = known ?? begin(chat, latest);
			keeping.latest = latest;
			if (!known || !isAnswering(status)) writeNow(keeping);
			else if (!keeping.isWaiting) {
				keeping.isWaiting = true;
				keeping.cancel = clock.after(KEEP_EVERY_MS, () => writeNow(keeping));
			}
		},
		async letGo(chat) {
			for (const [id, keeping] of kept) {
				if (keeping.chat.id !== chat) continue;
				keeping.cancel();
				kept.delete(id);
				const release = await keeping.release;
				await keeping.writing;
				release();
			}
		},
		async settled(chat) {
			const ofChat = [...kept.values()].filter((keeping) => keeping.chat.id === chat);
			await Promise.all(ofChat.map(({ writing }) => writing));
		},
		flush() {
			for (const keeping of kept.values()) if (keeping.isWaiting) writeNow(keeping);
		}
	};
}

async function isThere(store: RecordStore, chat: ChatId): Promise<boolean> {
	return (await store.keys('chats', { from: chat, to: chat })).length > 0;
}

function changesOf(
	chat: StoredChat,
	kept: KeptTurn,
	now: number,
	isStored: boolean
): RecordChange[] {
	const stored = storedForm(kept);
	if (!stored) return [];
	const { asked, requestId } = kept.turn;
	const isBringer = !isStored && kept.textOf === requestId;
	const text = isBringer ? asked?.context : undefined;
	return [
		{ table: 'chats', key: chat.id, value: { ...chat, updated_at: now } },
		{ table: 'chat_turns', key: turnKey(chat.id, requestId), value: definedOnly(stored) },
		...(text === undefined ? [] : chatTextChanges(chat.id, requestId, text))
	];
}
