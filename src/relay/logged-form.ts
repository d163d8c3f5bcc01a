import type { Message } from '#lib/protocol/message.ts';

/**
 * A message as the log has it: a question without the text that it is about, which only the service needs and which would
 * go to every member, and again with every snapshot.
 */
export function loggedForm(message: Message): Message {
	if (message.type !== 'chat_message' || message.data.context === undefined) return message;
	const { context: _context, ...data } = message.data;
	return { ...message, data };
}
