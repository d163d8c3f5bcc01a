import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../errors.ts';
import type { World } from '../world.ts';

const TOKEN_FORM = /^sk-lm-[a-zA-Z0-9]{8}:[a-zA-Z0-9]{20}$/;
const LEARN_MORE = 'Learn more at: https://lmstudio.ai/docs/developer/core/authentication.';

/** The two headers LM Studio sends with CORS on; it sends none at all with CORS off. */
export function allowOrigins(response: ServerResponse): void {
	response.setHeader('Access-Control-Allow-Origin', '*');
	response.setHeader('Access-Control-Allow-Headers', '*');
}

/** Takes them back, for a 401 of a server that adds them later. */
export function allowNoOrigins(response: ServerResponse): void {
	if (response.headersSent) return;
	response.removeHeader('Access-Control-Allow-Origin');
	response.removeHeader('Access-Control-Allow-Headers');
}

/** The token a request brings. `x-api-key` counts on `/v1/messages` alone. */
export function tokenOf(request: IncomingMessage, path: string): string | undefined {
	const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
	if (bearer !== undefined) return bearer;
	const key = request.headers['x-api-key'];
	return path === '/v1/messages' && typeof key === 'string' ? key : undefined;
}

/** @throws {ApiError} 401, in the words LM Studio has for no token, a malformed one and an unknown one */
export function checkToken(world: World, token: string | undefined): void {
	const isRefused = world.effects.everyRequest === 'unauthorized';
	const accepted = isRefused ? undefined : world.settings.token;
	if (accepted === undefined && !isRefused) return;
	if (token !== undefined && token === accepted) return;
	throw new ApiError(401, {
		error: { type: 'invalid_request', code: 'invalid_api_key', message: refusalOf(token) }
	});
}

function refusalOf(token: string | undefined): string {
	if (token === undefined) {
		return `An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header using the 'Bearer' scheme (i.e., 'Authorization: Bearer $LM_API_TOKEN'). ${LEARN_MORE}`;
	}
	if (!TOKEN_FORM.test(token)) {
		return `Malformed LM Studio API token provided: ${token.slice(0, 10)}****. Ensure you are using a valid token. ${LEARN_MORE}`;
	}
	return `Unknown LM Studio API token provided: ${token.slice(0, 10)}****. Ensure you are using a valid token. ${LEARN_MORE}`;
}
