import type { Message } from '#lib/protocol/message.ts';
import { encodePlain, type Frame } from './encode.ts';
import type { StoredRequest } from './request-store.ts';

/** A frame for plain clients. */
export interface PlainEntry {
	readonly frame: () => Uint8Array;
	readonly size: number;
	/** Everybody but this connection. */
	readonly except?: string | undefined;
	/** This connection alone. */
	readonly only?: string | undefined;
}

/** What plain clients see of a channel: one answer after another, though several may be made at once. */
export interface PlainView {
	/** The oldest entry kept, and the newest. */
	readonly first: number;
	readonly top: number;
	/** Takes note of an event of the channel. */
	push: (message: Message, sender: string | undefined) => void;
	/** Tells one connection that its message was refused, with the end that its kind promises. */
	refuse: (connection: string, messages: readonly Message[]) => void;
	after: (seq: number) => readonly PlainEntry[];
	/** Lets go of entries up to `seq`, which everybody has read; and of more where they are too many. */
	trim: (seq: number) => void;
	/** Forgets everything: nobody reads. */
	clear: () => void;
}

interface Unit {
	entries: PlainEntry[];
	isEnded: boolean;
}

/**
 * A plain client cannot tell two answers apart, so the one whose text began first flows as it comes; the pieces of later
 * ones wait for its end.
 */
export function createPlainView({
	requestOf,
	frame,
	maxCharacters
}: {
	requestOf: (requestId: string) => StoredRequest | undefined;
	frame: Frame;
	maxCharacters: number;
}): PlainView {
	let entries: PlainEntry[] = [];
	let top = 0;
	let characters = 0;
	let current: string | undefined;
	const held = new Map<string, Unit>();
	let refusals = 0;

	function emit(entry: PlainEntry) {
		top += 1;
		entries.push(entry);
		characters += entry.size;
	}

	/** @param claims whether this belongs to an answer's text or end, which no other answer's may interrupt */
	function route(unit: string, entry: PlainEntry, { claims = false, ends = false }) {
		if (current !== undefined && current !== unit && (claims || held.has(unit))) {
			const waiting = held.get(unit) ?? { entries: [], isEnded: false };
			held.set(unit, waiting);
			waiting.entries.push(entry);
			waiting.isEnded ||= ends;
			return;
		}
		if (claims) current = unit;
		emit(entry);
		if (ends) releaseNext();
	}

	function releaseNext() {
		current = undefined;
		for (const [unit, { entries: waiting, isEnded }] of held) {
			held.delete(unit);
			for (const entry of waiting) emit(entry);
			if (isEnded) continue;
			current = unit;
			return;
		}
	}

	function entryOf(
		message: Message,
		aim: Pick<PlainEntry, 'except' | 'only'> = {}
	): PlainEntry | undefined {
		const text = encodePlain(message);
		if (text === undefined) return undefined;
		let bytes: Uint8Array | undefined;
		return { frame: () => (bytes ??= frame(text)), size: text.length, ...aim };
	}

	function push(message: Message, sender: string | undefined) {
		const id = message.request_id;
		if (id === undefined) {
			const line =
				message.type === 'chat_message' ? entryOf(message, { except: sender }) : undefined;
			if (line) emit(line);
			return;
		}
		const request = requestOf(id);
		if (!request || !isVisible(message, request)) return;
		const isRun = request.type === 'llm_request' || request.type === 'chat_message';
		const entry = entryOf(message, isRun ? {} : { only: request.asker });
		if (!entry) return;
		if (isRun) route(id, entry, placeInAnswer(message));
		else emit(entry);
	}

	return {
		get first() {
			return top - entries.length + 1;
		},
		get top() {
			return top;
		},
		push,
		refuse(connection, messages) {
			refusals += 1;
			for (const [at, message] of messages.entries()) {
				const entry = entryOf(message, { only: connection });
				const ends = at === messages.length - 1;
				if (entry) route(`refusal ${refusals}`, entry, { claims: true, ends });
			}
		},
		after: (seq) => entries.slice(entries.length - (top - seq)),
		trim(seq) {
			let gone = Math.max(0, entries.length - (top - seq));
			let left = characters;
			for (let at = 0; at < entries.length && (at < gone || left > maxCharacters); at += 1) {
				left -= entries[at]?.size ?? 0;
				gone = Math.max(gone, at + 1);
			}
			entries = entries.slice(gone);
			characters = left;
		},
		clear() {
			entries = [];
			characters = 0;
			current = undefined;
			held.clear();
		}
	};
}

function isVisible(message: Message, { type }: StoredRequest): boolean {
	if (message.type !== 'llm_chunk') return true;
	if (message.kind === 'reasoning') return false;
	if (type !== 'chat_message') return true;
	// The run ends with its chat_message; a final chunk before that would end it for a plain client.
	if (message.data.is_final) return false;
	// What a specialist writes goes into the answer, and is not shown itself.
	return message.parent_id === undefined;
}

function placeInAnswer(message: Message): { claims: boolean; ends: boolean } {
	if (message.type === 'agent_action') return { claims: false, ends: false };
	const ends =
		(message.type === 'llm_chunk' && message.data.is_final) ||
		(message.type === 'chat_message' && message.data.is_final === true);
	return { claims: true, ends };
}
