import type { Message } from '#lib/protocol/message.ts';
import { joinedText, type InspectedRow } from '#lib/state/inspected-rows.ts';

/** As much of a content as one line can show. */
const PREVIEW_LENGTH = 240;

/** How much of the bus is listed: `500 of 620 lines, 4,096 messages`. */
export function describeCounts(counts: {
	shown: number;
	fitting: number;
	messages: number;
}): string {
	const { shown, fitting, messages } = counts;
	const some = shown < fitting ? `${shown.toLocaleString('en')} of ` : '';
	return `${some}${plural(fitting, 'line')}, ${plural(messages, 'message')}`;
}

/** A row's content on one line. */
export function previewOf({ first, messages }: InspectedRow): string {
	return oneLine(messages.length > 1 ? joinedText(messages) : contentOf(first));
}

/** Where a row stands on the bus: `12`, or `12–57` for joined chunks. */
export function placeOf({ first, messages }: InspectedRow): string {
	const last = messages.at(-1) ?? first;
	const [from, to] = [first.seq, last.seq];
	return from === to || to === undefined ? `${from ?? ''}` : `${from ?? ''}–${to}`;
}

/** The request a message belongs to or starts, by the end of its id, which is the part that differs. */
export function shortRequestId({ request_id, id }: Message): string {
	return (request_id ?? id ?? '').slice(-6);
}

/** Time of day to the millisecond, in the zone of the browser: 09:05:07.004. */
export function formatTime(epochMs: number | undefined): string {
	if (epochMs === undefined) return '';
	const date = new Date(epochMs);
	const two = (value: number) => String(value).padStart(2, '0');
	const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
	return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function formatSize(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function contentOf(message: Message): string {
	switch (message.type) {
		case 'llm_request':
			return `${message.data.template}: ${excerpt(message.data.content)}`;
		case 'llm_chunk':
			return message.data.is_final
				? `final: ${message.meta?.finish_reason ?? 'no reason given'}`
				: message.data.chunk;
		case 'chat_message':
			return excerpt(message.data.content);
		case 'models_state':
			return `${message.data.endpoint_state}, models: ${message.data.models.length}`;
		case 'embedding_request':
			return `texts: ${message.data.texts.length}, as ${message.data.purpose}`;
		case 'embedding_result':
			return `vectors: ${message.data.vectors.length} × ${message.data.dimensions}`;
		case 'error':
			return `${message.data.code}: ${message.data.message}`;
		case 'llm_progress':
		case 'request_started':
		case 'cancel':
		case 'models_request':
		case 'agent_action':
		case 'graph_update':
			return JSON.stringify(message.data);
	}
}

function plural(count: number, what: string): string {
	return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function excerpt(text: string): string {
	return text.slice(0, PREVIEW_LENGTH);
}

function oneLine(text: string): string {
	return excerpt(text).replaceAll(/\s+/g, ' ').trim();
}
