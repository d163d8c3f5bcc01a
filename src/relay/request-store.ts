import type { FinalMeta, FinishReason } from '#lib/protocol/chat-schemas.ts';
import type { RequestState } from '#lib/protocol/link-schemas.ts';
import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { isFinal, type RequestDraft } from '#lib/core/bus/request.ts';
import type { Clock } from '#lib/core/ports.ts';

/** An ending that the relay itself decided on: told as this failure, whatever the service says. */
export interface Overrule {
	failure: ErrorData;
	finish: FinishReason;
}

/** A request of a channel, from its acceptance on. */
export interface StoredRequest {
	readonly requestId: string;
	readonly type: RequestDraft['type'];
	/** Whose it is; limits are counted for each user. */
	readonly user: string;
	/** The connection that asked. */
	readonly asker: string;
	state: RequestState;
	text: string;
	reasoning: string;
	meta: FinalMeta | undefined;
	/** What the text was that it asked about, by its hash. */
	contentHash: string | undefined;
	overrule: Overrule | undefined;
	endedAt: number | undefined;
}

export interface RequestStore {
	get: (requestId: string) => StoredRequest | undefined;
	/** Whether the id is in use, or was not long ago. */
	isUsed: (requestId: string) => boolean;
	add: (request: Pick<StoredRequest, 'requestId' | 'type' | 'user' | 'asker'>) => void;
	/** Takes note of a message on the way to the log. */
	fold: (message: Message) => void;
	/** Those that have not ended, in order of acceptance. */
	active: () => StoredRequest[];
	/** All that are remembered, in order of acceptance. */
	list: () => StoredRequest[];
}

/** Ids are remembered longer than requests: one must not be used again while somebody may still know it. */
const USED_IDS = 1024;

/** The requests of one channel: what is under way, and for a while what has ended, with the text so far. */
export function createRequestStore({
	clock,
	requestsKept,
	requestKeptMs
}: {
	clock: Clock;
	requestsKept: number;
	requestKeptMs: number;
}): RequestStore {
	const requests = new Map<string, StoredRequest>();
	const used = new Set<string>();
	let activeCount = 0;

	function forgetOld() {
		const oldest = clock.monotonic() - requestKeptMs;
		for (const [id, { endedAt }] of requests) {
			const isOver = requests.size - activeCount > requestsKept;
			if (endedAt !== undefined && (isOver || endedAt < oldest)) requests.delete(id);
		}
	}

	function end(request: StoredRequest) {
		request.state = 'ended';
		request.endedAt = clock.monotonic();
		activeCount -= 1;
		forgetOld();
	}

	function foldChunk(request: StoredRequest, { data, kind, meta }: MessageOf<'llm_chunk'>) {
		if (kind === 'reasoning') request.reasoning += data.chunk;
		else request.text += data.chunk;
		if (meta) request.meta = meta;
	}

	/** The last line of an agent run has the whole answer, and how it ended. */
	function foldLastLine(request: StoredRequest, { data, meta }: MessageOf<'chat_message'>) {
		if (data.content !== '') request.text = data.content;
		request.meta = {
			finish_reason: meta?.finish_reason ?? 'stop',
			...(meta?.usage ? { usage: meta.usage } : {}),
			...(meta?.model === undefined ? {} : { model: meta.model })
		};
	}

	return {
		get: (requestId) => requests.get(requestId),
		isUsed: (requestId) => used.has(requestId),
		add(request) {
			used.add(request.requestId);
			const oldest = used.size > USED_IDS ? used.values().next() : undefined;
			if (oldest && !oldest.done) used.delete(oldest.value);
			activeCount += 1;
			requests.set(request.requestId, {
				...request,
				state: 'queued',
				text: '',
				reasoning: '',
				meta: undefined,
				contentHash: undefined,
				overrule: undefined,
				endedAt: undefined
			});
		},
		fold(message) {
			const request =
				message.request_id === undefined ? undefined : requests.get(message.request_id);
			if (!request || request.state === 'ended') return;
			// A specialist's text has offsets of its own, and is told whole when the specialist has finished.
			if (message.type === 'llm_chunk' && message.parent_id === undefined) {
				foldChunk(request, message);
			}
			if (message.type === 'request_started') request.contentHash = message.data.content_hash;
			if (isRunning(message)) request.state = 'running';
			if (!isFinal(request.type, message)) return;
			if (message.type === 'chat_message') foldLastLine(request, message);
			end(request);
		},
		active: () => [...requests.values()].filter(({ state }) => state !== 'ended'),
		list() {
			forgetOld();
			return [...requests.values()];
		}
	};
}

function isRunning(message: Message): boolean {
	if (message.type === 'llm_progress') return message.data.phase !== 'queued';
	return message.type === 'llm_chunk';
}
