import { ClientLinkMessage } from '#lib/protocol/link-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { JsonTextError, readJson } from '#lib/protocol/read-json.ts';
import { readBySchema } from '#lib/protocol/read-by-schema.ts';
import { readMessage } from '#lib/protocol/read-message.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';

/** What a client sent, by what is done with it. `type` and `id` are what could be read of a refused message. */
export type ClientFrame =
	| { kind: 'link'; message: ClientLinkMessage }
	| { kind: 'bus'; message: Message }
	| { kind: 'refused'; type: string | undefined; id: string | undefined; error: ErrorData };

const LEVELS = 32;
const NAMES = 50_000;

const linkTypes: ReadonlySet<string | undefined> = new Set(
	ClientLinkMessage.def.options.map((option) => option.def.shape.type.def.values[0])
);

/** Reads a frame from a client. Size and depth are capped before anything is parsed. Never throws. */
export function readClientFrame(text: string, maxLength: number): ClientFrame {
	let value: unknown;
	try {
		value = readJson(text, { maxLength, maxDepth: LEVELS, maxMembers: NAMES });
	} catch (error) {
		if (!(error instanceof JsonTextError)) throw error;
		const code = error.code === 'bad_json' ? 'bad_json' : 'too_large';
		// Not the parser's own words: they quote the text.
		const message = code === 'bad_json' ? 'The frame is not JSON.' : error.message;
		return refusal(undefined, { code, message, retryable: false });
	}
	const version = isRecord(value) ? value['v'] : undefined;
	if (version !== undefined && version !== 1) {
		return refusal(value, {
			code: 'unsupported_version',
			message: 'This relay speaks version 1.',
			retryable: false
		});
	}
	const type = typeOf(value);
	if (type !== undefined && linkTypes.has(type)) return readLink(type, value);
	const read = readMessage(value);
	if (!read.ok) return refusal(value, { code: read.code, message: read.message, retryable: false });
	if (read.known) return { kind: 'bus', message: read.message };
	return refusal(value, {
		code: 'unknown_type',
		message: `There is no type '${read.message.type.slice(0, 64)}'.`,
		retryable: false
	});
}

function readLink(type: string, value: unknown): ClientFrame {
	const result = readBySchema(ClientLinkMessage, value);
	if (result.success) return { kind: 'link', message: result.data };
	const paths = result.issues.map(({ path }) => path.map(String).join('.'));
	const issues = [...new Set(paths)].slice(0, 5);
	return refusal(value, {
		code: 'bad_message',
		message: `Expected a valid '${type}'.`,
		issues,
		retryable: false
	});
}

function refusal(value: unknown, error: ErrorData): ClientFrame {
	const id = isRecord(value) ? value['id'] : undefined;
	const isId = typeof id === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(id);
	return { kind: 'refused', type: typeOf(value), id: isId ? id : undefined, error };
}

function typeOf(value: unknown): string | undefined {
	const type = isRecord(value) ? value['type'] : undefined;
	return typeof type === 'string' ? type : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
