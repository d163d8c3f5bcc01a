import { JsonTextError, readJson } from '#lib/protocol/read-json.ts';
import { discard } from './discard.ts';
import { badAnswer } from './answer-failures.ts';
import { raise } from './failures.ts';

/** A whole answer of the server. Its status alone proves nothing: LM Studio answers unknown paths with 200. */
export interface Reply {
	/** 0 for a redirect, which a browser does not let us see. */
	status: number;
	/** The media type without its parameters, in lower case; empty where none was told. */
	mediaType: string;
	text: string;
	/** The body as JSON, whatever its media type says; `undefined` where it is none. */
	json: unknown;
	headers: Headers;
}

const MAX_DEPTH = 64;

/**
 * Reads a whole answer of at most `maxBytes`.
 *
 * @throws {ModelClientError} `bad_answer` for a longer one; else whatever reading the body rejects with
 */
export async function readReply(response: Response, maxBytes: number): Promise<Reply> {
	const text = await readText(response, maxBytes);
	return {
		status: response.status,
		mediaType: mediaTypeOf(response),
		text,
		json: /^\s*[[{]/.test(text) ? jsonOf(text) : undefined,
		headers: response.headers
	};
}

export function mediaTypeOf(response: Response): string {
	return (response.headers.get('Content-Type') ?? '').replace(/;.*$/s, '').trim().toLowerCase();
}

/** What a reply is, in a word or two, for a message that says what came instead of the expected. */
export function describeReply(reply: Reply): string {
	if (reply.status === 0 || (reply.status >= 300 && reply.status < 400)) return 'a redirect';
	if (reply.mediaType === 'text/html' || /^\s*</.test(reply.text)) return 'a web page';
	if (reply.json !== undefined) return 'JSON of another kind';
	if (reply.text.trim() === '') return `an empty answer (status ${reply.status})`;
	const isPlain = /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(reply.mediaType);
	return isPlain ? `something else (${reply.mediaType})` : 'something else';
}

async function readText(response: Response, maxBytes: number): Promise<string> {
	if (!response.body) return '';
	const reader = response.body.getReader();
	const decoder = new TextDecoder();
	let text = '';
	let sizeBytes = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return text + decoder.decode();
		sizeBytes += value.byteLength;
		if (sizeBytes > maxBytes) {
			discard(reader);
			throw raise(badAnswer(`expected at most ${maxBytes} bytes, got more`));
		}
		text += decoder.decode(value, { stream: true });
	}
}

function jsonOf(text: string): unknown {
	try {
		return readJson(text, { maxLength: text.length, maxDepth: MAX_DEPTH });
	} catch (error) {
		if (error instanceof JsonTextError) return undefined;
		throw error;
	}
}
