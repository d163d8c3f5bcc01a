import { ClientLinkMessage, LINK_PROTOCOL, ServerLinkMessage } from '#lib/protocol/link-schemas.ts';
import { Message, type MessageType } from '#lib/protocol/message.ts';
import { CLIENT_TYPES, SERVICE_TYPES } from '#lib/protocol/speakers.ts';
import { z } from '#lib/protocol/zod.ts';

/** An AsyncAPI 3 document, as far as we write one. */
interface AsyncApiDocument {
	asyncapi: '3.0.0';
	info: Record<string, unknown>;
	defaultContentType: string;
	servers: Record<string, unknown>;
	channels: Record<string, unknown>;
	operations: Record<string, unknown>;
	components: { messages: Record<string, unknown> };
}

/** What plain clients know. */
const PLAIN_FROM_CLIENT: readonly MessageType[] = ['llm_request', 'chat_message'];
const PLAIN_FROM_SERVICE: readonly MessageType[] = [
	'llm_chunk',
	'chat_message',
	'agent_action',
	'error'
];

type Option = (
	typeof Message | typeof ClientLinkMessage | typeof ServerLinkMessage
)['def']['options'][number];

const typeOf = (option: Option): string => option.def.shape.type.def.values[0] ?? '';

/** The messages as AsyncAPI has them, from the schemas that the code reads them by. */
export function makeAsyncApi(version: string): AsyncApiDocument {
	const messages: Record<string, unknown> = {};
	for (const option of Message.def.options) messages[typeOf(option)] = messageOf(option);
	// An acknowledgement is said by both sides, each in its own way.
	for (const option of ClientLinkMessage.def.options) {
		messages[`client.${typeOf(option)}`] = messageOf(option);
	}
	for (const option of ServerLinkMessage.def.options) {
		messages[`relay.${typeOf(option)}`] = messageOf(option);
	}
	const clientLink = ClientLinkMessage.def.options.map((option) => `client.${typeOf(option)}`);
	const relayLink = ServerLinkMessage.def.options.map((option) => `relay.${typeOf(option)}`);
	return {
		asyncapi: '3.0.0',
		info: {
			title: 'Assay relay',
			version,
			description:
				'The bus of Assay over WebSocket. docs/protocol.md says what each message means; this document is made from the same schemas.',
			license: { name: 'MIT' }
		},
		defaultContentType: 'application/json',
		servers: {
			local: {
				host: '127.0.0.1:8787',
				protocol: 'ws',
				description: 'As `npm run relay` starts it.'
			}
		},
		channels: {
			plain: channelOf('A client that offers no subprotocol: the given types only.', [
				...new Set([...PLAIN_FROM_CLIENT, ...PLAIN_FROM_SERVICE])
			]),
			link: channelOf(`A client that offers the subprotocol ${LINK_PROTOCOL}.`, [
				...new Set([...CLIENT_TYPES, ...SERVICE_TYPES]),
				...clientLink,
				...relayLink
			])
		},
		operations: {
			plainFromClient: operationOf('plain', 'receive', PLAIN_FROM_CLIENT),
			plainFromRelay: operationOf('plain', 'send', PLAIN_FROM_SERVICE),
			linkFromClient: operationOf('link', 'receive', [...CLIENT_TYPES, ...clientLink]),
			linkFromRelay: operationOf('link', 'send', [...SERVICE_TYPES, ...relayLink])
		},
		components: { messages }
	};
}

function messageOf(option: Option): unknown {
	const { $schema: _dialect, ...payload } = z.toJSONSchema(option, {
		target: 'draft-7',
		io: 'input'
	});
	return { name: typeOf(option), payload };
}

function channelOf(description: string, names: readonly string[]): unknown {
	return {
		address: '/ws/{channel}',
		description,
		parameters: { channel: { description: 'A name: [a-z0-9][a-z0-9_.:-]{0,63}' } },
		messages: Object.fromEntries(
			names.map((name) => [name, { $ref: `#/components/messages/${name}` }])
		)
	};
}

/** @param action as seen from the relay, which is the application that the document describes */
function operationOf(
	channel: string,
	action: 'send' | 'receive',
	names: readonly string[]
): unknown {
	return {
		action,
		channel: { $ref: `#/channels/${channel}` },
		messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }))
	};
}
