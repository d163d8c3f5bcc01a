import { discard } from './discard.ts';
import { badAddress, raise, tokenUnsendable } from './failures.ts';
import { isRecord } from './is-record.ts';

/** What of `fetch` this client uses. The page's own fits, and so does undici's. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** One request to the server in use. */
export interface Call {
	/** Begins with a slash. */
	path: string;
	/** Sent by POST as JSON; absent: a GET. */
	body?: unknown;
	signal: AbortSignal | undefined;
}

/** The way to one server. Only here are addresses put together and tokens sent. */
export interface Connection {
	/** The configured address, without a trailing slash. The token belongs to it alone. */
	readonly endpoint: string;
	/** The address in use: `endpoint`, or its twin where only that answered. */
	readonly address: string;
	/** Uses another address from the next call on. */
	moveTo: (address: string) => void;
	/** Whether calls carry a token now. */
	sendsToken: () => boolean;
	/** Whether there is a token that may not be sent to the address in use. */
	keepsTokenBack: () => boolean;
	/** A text of the server without the token, which it might repeat. */
	hideToken: (text: string) => string;
	/**
	 * Sends a request to the address in use.
	 *
	 * @throws {ModelClientError} for an address or a token that cannot be sent; else whatever `fetch` rejects with
	 */
	call: (call: Call) => Promise<Response>;
	/** Whether an answer can be had from `address` in a manner of asking, whatever it says. */
	probe: (address: string, manner: Manner, signal: AbortSignal) => Promise<boolean>;
}

/**
 * `blind` asks for the greeting, and the browser tells only whether something answers. The others ask for the models,
 * which a token may guard, and must be let read: `plain` unasked, `preflighted` with the token, about which the browser
 * asks the server beforehand.
 */
export type Manner = 'blind' | 'plain' | 'preflighted';

export const GREETING_PATH = '/lmstudio-greeting';
export const MODELS_PATH = '/api/v1/models';

/** @param readToken asked anew for each call; an empty text is no token */
export function createConnection(
	configured: string,
	send: Fetch,
	readToken: () => string | undefined
): Connection {
	const { endpoint, isUsable } = readAddress(configured);
	let address = endpoint;

	const token = () => readToken()?.trim() ?? '';
	const tokenMayGo = () => address === endpoint;

	return {
		endpoint,
		get address() {
			return address;
		},
		moveTo(next) {
			address = next;
		},
		sendsToken: () => token() !== '' && tokenMayGo(),
		keepsTokenBack: () => token() !== '' && !tokenMayGo(),
		hideToken: (text) => (token().length < SHORTEST_SECRET ? text : text.replaceAll(token(), '…')),
		async call({ path, body, signal }) {
			if (!isUsable) throw raise(badAddress(endpoint));
			return send(address + path, {
				method: body === undefined ? 'GET' : 'POST',
				headers: headersOf(body, tokenMayGo() ? token() : ''),
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				...(signal ? { signal } : {}),
				...PLAIN_REQUEST,
				// Followed, a redirect could carry the token elsewhere. This way it is an answer that we can name.
				redirect: 'manual'
			});
		},
		async probe(at, manner, signal) {
			const isBlind = manner === 'blind';
			const path = isBlind ? GREETING_PATH : MODELS_PATH;
			const headers = headersOf(undefined, manner === 'preflighted' && tokenMayGo() ? token() : '');
			try {
				const response = await send(at + path, {
					mode: isBlind ? 'no-cors' : 'cors',
					headers,
					signal,
					...PLAIN_REQUEST
				});
				discard(response.body);
				return true;
			} catch {
				// Any rejection says the same here: it cannot be had.
				return false;
			}
		}
	};
}

/** What is shorter is no secret, and would be found by chance. */
const SHORTEST_SECRET = 6;

const PLAIN_REQUEST = {
	cache: 'no-store',
	credentials: 'omit',
	referrerPolicy: 'no-referrer'
} as const;

/** `localhost` for `127.0.0.1` and back: a server that listens on one of them need not answer on the other. */
export function twinOf(address: string): string | undefined {
	if (!URL.canParse(address)) return undefined;
	const url = new URL(address);
	if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
	else if (url.hostname === '127.0.0.1') url.hostname = 'localhost';
	else return undefined;
	return withoutSlash(url);
}

/**
 * The code that Node's `fetch` hides in the error's cause, for example `ECONNREFUSED`. A browser tells none: there a
 * dead server and forbidden reading look the same.
 */
export function systemCodeOf(error: unknown): string | undefined {
	const cause = error instanceof Error ? error.cause : undefined;
	const code = isRecord(cause) ? cause['code'] : undefined;
	return typeof code === 'string' ? code : undefined;
}

function readAddress(text: string): { endpoint: string; isUsable: boolean } {
	if (!URL.canParse(text)) return { endpoint: text, isUsable: false };
	const url = new URL(text);
	const isUsable = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
	return { endpoint: withoutSlash(url), isUsable };
}

/** Origin and path: neither a password nor a query is ever repeated in a report. */
function withoutSlash(url: URL): string {
	return `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, '');
}

function headersOf(body: unknown, token: string): Record<string, string> {
	// `fetch` would throw an error that quotes the whole header.
	if (!/^[\x21-\x7e]*$/.test(token)) throw raise(tokenUnsendable());
	return {
		...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		...(token === '' ? {} : { Authorization: `Bearer ${token}` })
	};
}
