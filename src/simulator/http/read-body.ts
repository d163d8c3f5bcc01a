import type { IncomingMessage } from 'node:http';
import { ApiError, plainError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';

/** Far above any document a context could hold, far below what hurts. */
const MOST_BODY_BYTES = 64 * 1024 * 1024;

interface ReadBody {
	/** What the handlers read: an empty object where the body was none. */
	fields: JsonObject;
	value: unknown;
	sizeBytes: number;
}

/**
 * Reads a request's JSON. As with Express, a body of another content type counts as none.
 *
 * @throws {ApiError} 413 for more than `limitBytes`, 400 for text that is no JSON
 */
export async function readBody(
	request: IncomingMessage,
	limitBytes = MOST_BODY_BYTES
): Promise<ReadBody> {
	const bytes = await readBytes(request, limitBytes);
	const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
	if (bytes.length === 0 || !isJson) {
		return { fields: {}, value: undefined, sizeBytes: bytes.length };
	}
	let value: unknown;
	try {
		value = JSON.parse(bytes.toString('utf8'));
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown reason';
		throw plainError(400, `Expected a JSON body, got text that does not parse: ${reason}`);
	}
	return { fields: isObject(value) ? value : {}, value, sizeBytes: bytes.length };
}

function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
	const announced = Number(request.headers['content-length']);
	if (announced > limitBytes) return Promise.reject(tooLarge(limitBytes));
	return new Promise((resolve, reject) => {
		const pieces: Buffer[] = [];
		let size = 0;
		request.on('data', (piece: Buffer) => {
			size += piece.length;
			if (size <= limitBytes) {
				pieces.push(piece);
				return;
			}
			pieces.length = 0;
			// The rest is thrown away unread; the answer closes the connection.
			request.pause();
			reject(tooLarge(limitBytes));
		});
		request.on('end', () => resolve(Buffer.concat(pieces)));
		request.on('error', reject);
		request.on('close', () => reject(new Error('The request ended before its body did')));
	});
}

function tooLarge(limitBytes: number): ApiError {
	return new ApiError(
		413,
		{ error: `Expected a body of at most ${limitBytes} bytes, got more` },
		{ headers: { Connection: 'close' } }
	);
}
