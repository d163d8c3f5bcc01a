import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { SERVICE_TYPES } from '#lib/protocol/speakers.ts';
import type { Bus, MessageDraft } from '#lib/core/bus/bus.ts';
import type { Clock, NewId } from '#lib/core/ports.ts';
import type { ChannelSnapshot } from './follow-channel.ts';
import type { LinkStatus } from './link-status.ts';
import type { Link, LinkEvents } from './link-types.ts';
import {
	createOpenRequests,
	endingOf,
	type OpenRequest,
	type RequestType
} from './open-requests.ts';
import { createRelayedModels } from './relayed-models.ts';
import { snapshotMessages } from './snapshot-messages.ts';

export interface BridgeOptions {
	bus: Bus;
	link: Link;
	clock: Clock;
	newId: NewId;
	/** The relay's address, for people. */
	address: string;
	onStatus: (status: LinkStatus) => void;
	onPresence: LinkEvents['presence'];
}

const INTERRUPTED: ErrorData = {
	code: 'interrupted',
	message: 'The relay no longer knows of this answer: it was probably started anew.',
	suggestion: 'Retry runs the request once more.',
	retryable: true
};

const CUT_OFF: ErrorData = {
	code: 'interrupted',
	message: 'The connection to the relay has ended, and with it this answer here.',
	suggestion: 'Open Connection help to see why.',
	retryable: true
};

const WITHDRAWN: ErrorData = {
	code: 'cancelled',
	message: 'The request was stopped.',
	retryable: true
};

/** What a relay may put on the page's bus. What only clients send is never taken from it. */
const FROM_RELAY: ReadonlySet<Message['type']> = new Set<Message['type']>(SERVICE_TYPES);

/**
 * Joins the page's bus to a channel of a relay, in place of services in the page: what the page asks for goes over the
 * link, what the channel tells is published here, stamped anew. Whatever happens to the link, each request of the page
 * ends as its kind promises.
 *
 * @returns the end of it
 */
export function bridgeBus(options: BridgeOptions): () => void {
	const { bus, link, newId } = options;
	const requests = createOpenRequests();
	/** The data of messages that came over the link, by which they are told from the page's own. */
	const relayed = new WeakSet<object>();
	/** Ids of the page's own lines of a conversation, of which the channel's echo is still to come. */
	const unheard = new Set<string>();
	const models = createRelayedModels({
		clock: options.clock,
		address: options.address,
		publish: (data) => publish({ type: 'models_state', data }),
		ask: () => bus.publish({ type: 'models_request', id: newId(), data: { action: 'list' } })
	});
	/** The log that the channel was last known by. */
	let epoch: string | undefined;

	function publish(draft: MessageDraft) {
		const id = draft.request_id;
		// What was ended here has ended, whatever is still told of it.
		if (id !== undefined && requests.hasEnded(id)) return;
		requests.note(draft);
		relayed.add(draft.data);
		bus.publish(draft);
	}

	function publishFromRelay({
		v: _v,
		seq: _seq,
		seq0: _seq0,
		epoch: _epoch,
		ts: _ts,
		...draft
	}: Message) {
		if (!FROM_RELAY.has(draft.type)) return;
		if (draft.type === 'models_state') models.told(draft.data);
		if (draft.type === 'chat_message' && draft.id !== undefined && unheard.delete(draft.id)) return;
		publish(draft);
	}

	function end(request: Pick<OpenRequest, 'id' | 'type'>, error: ErrorData) {
		const reason = error.code === 'interrupted' ? 'interrupted' : 'error';
		for (const draft of endingOf(request, reason, error)) publish(draft);
	}

	function takeSnapshot(snapshot: ChannelSnapshot) {
		const isOtherLog = epoch !== undefined && epoch !== snapshot.epoch;
		epoch = snapshot.epoch;
		for (const message of snapshotMessages(snapshot)) publishFromRelay(message);
		const known = new Set(snapshot.requests.map(({ request_id }) => request_id));
		for (const request of requests.all()) {
			if (!request.isDelivered || known.has(request.id)) continue;
			// Other questions are kept by no snapshot; in the same log their answers are still to come.
			if (isAnswered(request) || isOtherLog) end(request, INTERRUPTED);
		}
	}

	function send(message: MessageOf<RequestType>) {
		const { id } = message;
		// What came over the link does not go back; and without an id nothing is a request.
		if (id === undefined || relayed.has(message.data)) return;
		requests.open(id, message.type);
		if (message.type === 'chat_message') unheard.add(id);
		link.send({ ...message, id });
	}

	function cancel(requestId: string) {
		const request = requests.get(requestId);
		if (request && !request.isDelivered && link.withdraw(requestId)) {
			const error = isAnswered(request) ? undefined : WITHDRAWN;
			for (const draft of endingOf(request, 'cancelled', error)) publish(draft);
			return;
		}
		link.send({ type: 'cancel', id: newId(), data: { request_id: requestId } });
	}

	const unsubscribers = [
		bus.subscribe({ type: 'llm_request' }, send),
		bus.subscribe({ type: 'chat_message' }, send),
		bus.subscribe({ type: 'models_request' }, send),
		bus.subscribe({ type: 'embedding_request' }, send),
		bus.subscribe({ type: 'cancel' }, ({ data }) => cancel(data.request_id))
	];

	link.start({
		status(status) {
			options.onStatus(status);
			models.linkIs(status);
			if (status.state !== 'stopped') return;
			for (const request of requests.all()) if (request.isDelivered) end(request, CUT_OFF);
		},
		event: publishFromRelay,
		snapshot: takeSnapshot,
		delivered: requests.delivered,
		refused(id, error) {
			const request = requests.get(id);
			// An id that is in use belongs to another request, which goes on to its own end.
			if (request && error.code !== 'id_conflict') end(request, error);
			unheard.delete(id);
		},
		presence: options.onPresence
	});

	return () => {
		for (const unsubscribe of unsubscribers) unsubscribe();
		models.stop();
		link.close();
	};
}

/** Whether a request is answered by a text that grows, and ended by a final message of its own. */
function isAnswered({ type }: OpenRequest): boolean {
	return type === 'llm_request' || type === 'chat_message';
}
