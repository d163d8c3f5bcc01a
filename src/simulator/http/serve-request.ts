import type { IncomingMessage, ServerResponse } from 'node:http';
import { untilAborted } from '../clock.ts';
import { ApiError } from '../errors.ts';
import type { World } from '../world.ts';
import { allowNoOrigins, allowOrigins, checkToken, tokenOf } from './access.ts';
import { hangUp, hasHungUp } from './hang-up.ts';
import { readBody } from './read-body.ts';
import { sendJson, sendNothing, sendPage } from './replies.ts';
import type { RequestLog, RequestRecord } from './request-log.ts';
import { findRoute } from './router.ts';

const GREETING = '/lmstudio-greeting';

/** Answers one request, whatever comes of it. Never rejects. */
export async function serveRequest(
	world: World,
	log: RequestLog,
	request: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
	const record = recordOf(request, path, world.clock.now());
	log.add(record);
	const leaving = followClient(request, response, record);
	const signal = AbortSignal.any([leaving, world.closing]);
	try {
		await answer(world, log, { request, response, record, path, signal });
	} catch (error) {
		tell(world, response, error);
	}
}

interface Incoming {
	request: IncomingMessage;
	response: ServerResponse;
	record: RequestRecord;
	path: string;
	signal: AbortSignal;
}

async function answer(
	world: World,
	log: RequestLog,
	{ request, response, record, path, signal }: Incoming
): Promise<void> {
	const { settings, effects } = world;
	const method = record.method;
	world.models.removeIdle(world.clock.now());
	world.downloads.settle();

	if (effects.everyRequest === 'hangs') return untilAborted(signal);
	const isPreflight = method === 'OPTIONS' && settings.cors === 'on';
	if (effects.everyRequest !== 'html') response.setHeader('X-Powered-By', 'Express');
	if (settings.cors === 'on') allowOrigins(response);
	if (effects.everyRequest === 'html') {
		sendPage(response, 200, 'This server is not LM Studio.');
		return;
	}
	const isFree = path.toLowerCase() === GREETING || (isPreflight && !settings.preflightNeedsAuth);
	if (!isFree) checkToken(world, tokenOf(request, path));
	if (isPreflight) {
		sendNothing(response, 200);
		return;
	}

	const match = findRoute(method, path, settings.api);
	const body = await readBody(request);
	log.keepBody(record, body.value, body.sizeBytes);
	if (!match) {
		// A wrong address is no error to LM Studio: the status is 200.
		const error = `Unexpected endpoint or method. (${method} ${path})`;
		sendJson(response, 200, { error });
		return;
	}
	await match.handler({
		world,
		parameter: match.parameter,
		body: body.fields,
		signal,
		response
	});
}

/** Sends what went wrong where nothing was sent yet; else there is nothing to do but hang up. */
function tell(world: World, response: ServerResponse, error: unknown): void {
	if (response.headersSent || response.destroyed) {
		hangUp(response);
		return;
	}
	if (!(error instanceof ApiError)) {
		sendJson(response, 500, { error: 'The simulator failed. Its own fault, not the request.' });
		return;
	}
	if (error.status === 401 && !world.settings.corsOn401) allowNoOrigins(response);
	const { indent, headers } = error;
	sendJson(response, error.status, error.body, { indent, headers });
}

/** A signal that aborts when the client has gone, which the record notes unless the answer was over. */
function followClient(
	request: IncomingMessage,
	response: ServerResponse,
	record: RequestRecord
): AbortSignal {
	const left = new AbortController();
	const ignore = () => {};
	request.on('error', ignore);
	response.on('error', ignore);
	response.on('close', () => {
		if (!response.writableFinished && !hasHungUp(response)) record.clientClosed = true;
		left.abort();
	});
	return left.signal;
}

function recordOf(request: IncomingMessage, path: string, startedAt: number): RequestRecord {
	const { authorization, 'x-api-key': key, ...kept } = request.headers;
	return {
		method: request.method ?? 'GET',
		path,
		headers: Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)])),
		hasToken: authorization !== undefined || key !== undefined,
		body: undefined,
		origin: request.headers.origin,
		startedAt,
		clientClosed: false
	};
}
