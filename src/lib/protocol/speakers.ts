import type { MessageType } from './message.ts';

/** What clients say: requests, and the lines of a chat. */
export const CLIENT_TYPES = [
	'llm_request',
	'chat_message',
	'cancel',
	'models_request',
	'embedding_request'
] as const satisfies readonly MessageType[];

/** What services say. A line of a chat is in both lists: it is echoed to the channel, and the answer is one. */
export const SERVICE_TYPES = [
	'llm_chunk',
	'chat_message',
	'agent_action',
	'llm_progress',
	'request_started',
	'models_state',
	'embedding_result',
	'graph_update',
	'error'
] as const satisfies readonly MessageType[];
