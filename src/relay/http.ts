import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { LINK_PROTOCOL } from '#lib/protocol/link-schemas.ts';
import type { Gate } from './gate.ts';
import { withRelay } from './with-relay.ts';

/** What a page that the relay serves is told of it, at `/relay.json`. */
interface RelayDescription {
	relay: true;
	protocol: string;
	/** Where a page begins that has chosen no channel. */
	channel: string;
	token_required: boolean;
}

const FIRST_CHANNEL = 'main';

export interface SiteOptions {
	gate: Gate;
	/** The folder that `npm run build` made; without it only the relay's own addresses are served. */
	folder: string | undefined;
	asksForToken: boolean;
	isReady: () => boolean;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves the built app, and what there is to know of the relay. */
export function createSite({ gate, folder, asksForToken, isReady }: SiteOptions): Handler {
	const index = folder === undefined ? undefined : join(folder, 'index.html');
	const page =
		index !== undefined && existsSync(index) ? withRelay(readFileSync(index, 'utf8')) : undefined;
	const files = page === undefined ? undefined : sirv(folder, { etag: true });
	const description: RelayDescription = {
		relay: true,
		protocol: LINK_PROTOCOL,
		channel: FIRST_CHANNEL,
		token_required: asksForToken
	};

	return (request, response) => {
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Referrer-Policy', 'no-referrer');
		if (!gate.allowsHost(request.headers.host)) {
			answer(response, 403, 'This relay does not go by that name. See --allow-host.');
			return;
		}
		const path = (request.url ?? '/').split('?')[0] ?? '/';
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			answer(response, 405, 'Only GET');
		} else if (path === '/healthz') {
			answer(response, 200, 'ok');
		} else if (path === '/readyz') {
			if (isReady()) answer(response, 200, 'ready');
			else answer(response, 503, 'draining', { 'Retry-After': '5' });
		} else if (path === '/relay.json') {
			answer(response, 200, JSON.stringify(description), {
				'Content-Type': 'application/json',
				'Cache-Control': 'no-store'
			});
		} else if (path.startsWith('/ws/')) {
			answer(response, 426, 'Expected a WebSocket', { Upgrade: 'websocket' });
		} else if (page !== undefined && (path === '/' || path === '/index.html')) {
			answer(response, 200, page, {
				'Content-Type': 'text/html; charset=utf-8',
				'Cache-Control': 'no-cache'
			});
		} else if (files) {
			files(request, response, () => answer(response, 404, 'Not found'));
		} else {
			answer(response, 404, 'Not found. The app is not built: npm run build');
		}
	};
}

function answer(
	response: ServerResponse,
	status: number,
	body: string,
	headers: Record<string, string> = {}
) {
	response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
	response.end(response.req.method === 'HEAD' ? undefined : body);
}
