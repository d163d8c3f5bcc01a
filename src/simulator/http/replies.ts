import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Answers with JSON, with the headers Express gives it. Does nothing on an answer that has begun. */
export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	{ indent = 0, headers = {} }: { indent?: number; headers?: Readonly<Record<string, string>> } = {}
): void {
	send(
		response,
		status,
		'application/json; charset=utf-8',
		JSON.stringify(body, null, indent),
		headers
	);
}

/** Answers with a web page, as a server does that is not LM Studio. */
export function sendPage(response: ServerResponse, status: number, text: string): void {
	const page = `<!doctype html>\n<html lang="en">\n<head><title>Another server</title></head>\n<body><p>${text}</p></body>\n</html>\n`;
	send(response, status, 'text/html; charset=utf-8', page);
}

/** Answers without a body. */
export function sendNothing(response: ServerResponse, status: number): void {
	if (response.headersSent || response.destroyed) return;
	response.writeHead(status, { 'Content-Length': 0 }).end();
}

function send(
	response: ServerResponse,
	status: number,
	contentType: string,
	text: string,
	headers: Readonly<Record<string, string>> = {}
): void {
	if (response.headersSent || response.destroyed) return;
	const bytes = Buffer.from(text);
	response
		.writeHead(status, {
			'Content-Type': contentType,
			'Content-Length': bytes.length,
			ETag: weakTag(bytes),
			...headers
		})
		.end(bytes);
}

/** Express's weak entity tag: the length in hexadecimal, and 27 characters of a SHA-1. */
function weakTag(bytes: Buffer): string {
	const hash = createHash('sha1').update(bytes).digest('base64').slice(0, 27);
	return `W/"${bytes.length.toString(16)}-${hash}"`;
}
