/** A world for tests: a server behind a scripted `fetch`, a clock that is turned by hand, and a client between them. */
import type {
	Clock,
	GenerationEvent,
	GenerationRequest,
	ModelClient,
	Slots
} from '#lib/core/ports.ts';
import { createLmStudioClient, type LmStudioClientOptions } from './create-lm-studio-client.ts';
import { GREETING_PATH, type Fetch } from './connection.ts';

export const ADDRESS = 'http://127.0.0.1:1234';

/** A request as the server got it. */
export interface FakeRequest {
	method: string;
	/** Without origin. */
	path: string;
	/** `http://host:port` that it went to. */
	origin: string;
	headers: Headers;
	body: unknown;
}

export type Handler = (request: FakeRequest) => Response | Promise<Response>;

export interface FakeServer {
	fetch: Fetch;
	/** What reached the server, in order; the greeting that probes ask for is not among it. */
	requests: FakeRequest[];
	/** Answers `METHOD /path`, the first request by the first handler and so on; the last answers the rest. */
	on: (route: string, ...handlers: Handler[]) => void;
	/** Origins that something listens at. */
	origins: string[];
	/** With `off` a browser may send, but not read. */
	cors: 'on' | 'off';
	/** What the server demands of the `Authorization` header, except for its greeting. */
	token: string | undefined;
	/** A refusal for the token cannot be read by a browser. */
	hidesRefusal: boolean;
	/** Requests that a browser asks about beforehand are refused. */
	refusesPreflight: boolean;
	/** In Node errors name their cause, and nothing is forbidden. */
	runtime: 'browser' | 'node';
	/** Response bodies that the client closed before their end. */
	closedBodies: number;
}

/** A server with nothing to say: every path is unknown to it, which LM Studio tells with status 200. */
export function createFakeServer(): FakeServer {
	const routes = new Map<string, Handler[]>();
	const server: FakeServer = {
		requests: [],
		origins: [ADDRESS],
		cors: 'on',
		token: undefined,
		hidesRefusal: false,
		refusesPreflight: false,
		runtime: 'browser',
		closedBodies: 0,
		on: (route, ...handlers) => void routes.set(route, handlers),
		async fetch(address, init) {
			const { signal, mode } = init;
			throwIfAborted(signal);
			const headers = new Headers(init.headers);
			const url = new URL(address);
			if (!server.origins.includes(url.origin)) throw networkError(server, 'ECONNREFUSED');
			if (mode === 'no-cors') return new Response();
			const isGreeting = url.pathname === GREETING_PATH;
			const mayPass = isGreeting || isAllowed(headers);
			if (server.runtime === 'browser' && !isReadable(headers, mayPass)) throw networkError(server);
			const request = {
				method: init.method ?? 'GET',
				path: url.pathname,
				origin: url.origin,
				headers,
				body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined
			};
			const route = `${request.method} ${request.path}`;
			if (!isGreeting) server.requests.push(request);
			const handled = mayPass ? answer(route, request) : unauthorized(headers.get('Authorization'));
			const response = await untilAborted(signal, Promise.resolve(handled));
			return abortable(response, signal, () => (server.closedBodies += 1));
		}
	};

	function isAllowed(headers: Headers): boolean {
		return server.token === undefined || headers.get('Authorization') === `Bearer ${server.token}`;
	}

	function isReadable(headers: Headers, mayPass: boolean): boolean {
		const isPreflighted = headers.has('Authorization') || headers.has('Content-Type');
		if (isPreflighted && server.refusesPreflight) return false;
		return server.cors === 'on' && (mayPass || !server.hidesRefusal);
	}

	function answer(route: string, request: FakeRequest): Response | Promise<Response> {
		const handlers = routes.get(route) ?? [];
		const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
		return handler ? handler(request) : unexpectedEndpoint(route);
	}

	return server;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
	const type = { 'Content-Type': 'application/json; charset=utf-8' };
	return new Response(JSON.stringify(body), { status, headers: { ...type, ...headers } });
}

export function page(html = '<!doctype html><title>Router</title>', status = 200): Response {
	return new Response(html, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

/** A connection that broke before the head of an answer came. */
export function broken(): never {
	throw new TypeError('Failed to fetch');
}

export function unexpectedEndpoint(route: string): Response {
	return json({ error: `Unexpected endpoint or method. (${route})` });
}

/** A stream of pieces, which then ends, breaks off or stays open. */
export function stream(
	pieces: readonly (string | Uint8Array)[],
	end: 'ends' | 'breaks' | 'stays open' = 'ends'
): Response {
	const live = liveStream();
	for (const piece of pieces) live.send(piece);
	if (end === 'ends') live.end();
	if (end === 'breaks') live.break();
	return live.response;
}

/** A stream with a hand on it. */
export function liveStream(contentType = 'text/event-stream') {
	const encoder = new TextEncoder();
	const queue: (Uint8Array | 'end' | 'break')[] = [];
	let wake: (() => void) | undefined;
	const put = (entry: Uint8Array | 'end' | 'break') => {
		queue.push(entry);
		wake?.();
	};
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
			const entry = queue.shift();
			if (entry === 'end') controller.close();
			else if (entry === 'break') controller.error(new TypeError('network error'));
			else if (entry) controller.enqueue(entry);
		}
	});
	return {
		response: new Response(body, { headers: { 'Content-Type': contentType } }),
		send: (piece: string | Uint8Array) => {
			put(typeof piece === 'string' ? encoder.encode(piece) : piece);
		},
		end: () => put('end'),
		break: () => put('break')
	};
}

/** Events of a native stream as LM Studio frames them. */
export function named(...events: [name: string, data: unknown][]): string {
	return events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('');
}

export const delta = (content: string): [string, unknown] => [
	'message.delta',
	{ type: 'message.delta', content }
];

export const chatEnd = (result: Record<string, unknown> = {}): [string, unknown] => [
	'chat.end',
	{ type: 'chat.end', result: { model_instance_id: MODEL, output: [], ...result } }
];

/** Events of an OpenAI-like stream; a text stands for itself. */
export function unnamed(...chunks: unknown[]): string {
	return chunks
		.map((chunk) => `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`)
		.join('');
}

/** A chunk as LM Studio 0.4 writes it. */
export function chunk(delta: Record<string, unknown>, finishReason: string | null = null) {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion.chunk',
		created: 1790000000,
		model: MODEL,
		system_fingerprint: MODEL,
		choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }]
	};
}

export interface FakeClock extends Clock {
	/** Lets the time pass, timer by timer, and what the timers set off settle. */
	advance: (byMs: number) => Promise<void>;
}

export function createFakeClock(startsAt = 1_790_000_000_000): FakeClock {
	let nowMs = 0;
	const timers = new Set<{ at: number; task: () => void }>();
	return {
		now: () => startsAt + nowMs,
		monotonic: () => nowMs,
		after(delayMs, task) {
			const timer = { at: nowMs + delayMs, task };
			timers.add(timer);
			return () => timers.delete(timer);
		},
		async advance(byMs) {
			const end = nowMs + byMs;
			await settle();
			for (;;) {
				const [next] = [...timers].sort((one, other) => one.at - other.at);
				if (!next || next.at > end) break;
				timers.delete(next);
				nowMs = Math.max(nowMs, next.at);
				next.task();
				await settle();
			}
			nowMs = end;
		}
	};
}

/** Lets everything that needs no time happen. */
export function settle(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A place for everybody. */
export const freeSlots: Slots = { acquire: () => Promise.resolve(() => undefined) };

export const MODEL = 'llama-3.2-3b-instruct';

export const PLAIN: GenerationRequest = { model: MODEL, messages: [{ role: 'user', text: 'Hi' }] };

/** A request that only the OpenAI-like interface can say. */
export const SEEDED: GenerationRequest = { ...PLAIN, seed: 7 };

/** A client, its server and its clock. Delays are at their longest. */
export function startClient(options: Partial<LmStudioClientOptions> = {}) {
	const server = createFakeServer();
	const clock = createFakeClock();
	const client = createLmStudioClient({
		endpoint: ADDRESS,
		fetch: server.fetch,
		slots: freeSlots,
		clock,
		random: () => 0.999,
		...options
	});
	return { server, clock, client };
}

/** A generation under way, with all that it has told. */
export function startGeneration(client: ModelClient, request: GenerationRequest) {
	const events: GenerationEvent[] = [];
	const controller = new AbortController();
	const done = client.generate(request, (event) => events.push(event), controller.signal);
	return { events, done, abort: () => controller.abort() };
}

/** All events of a generation that ends without the clock moving. */
export async function eventsOf(
	client: ModelClient,
	request: GenerationRequest
): Promise<GenerationEvent[]> {
	const { events, done } = startGeneration(client, request);
	await done;
	return events;
}

type Finished = Extract<GenerationEvent, { type: 'finished' }>;

/** The last event of an answer that came whole while the clock stood still. */
export function finished(
	endpoint: 'native' | 'openai',
	{ stats, ...rest }: Partial<Finished> = {}
): Finished {
	const timed = { time_to_first_token_seconds: 0, total_seconds: 0 };
	return {
		type: 'finished',
		reason: 'stop',
		usage: {},
		model: MODEL,
		...rest,
		stats: { ...timed, measured_by: 'client', endpoint, ...stats }
	};
}

export const text = (piece: string): GenerationEvent => ({ type: 'text_delta', text: piece });

export const thought = (piece: string): GenerationEvent => ({
	type: 'reasoning_delta',
	text: piece
});

function networkError({ runtime }: FakeServer, code = 'ECONNRESET'): TypeError {
	if (runtime === 'browser') return new TypeError('Failed to fetch');
	return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function unauthorized(sent: string | null): Response {
	const message =
		sent === null
			? 'An LM Studio API token is required to make requests to this server, but none was provided.'
			: `Malformed LM Studio API token provided: ${sent.slice(7, 17)}****.`;
	return json({ error: { type: 'invalid_request', code: 'invalid_api_key', message } }, 401);
}

function throwIfAborted(signal: AbortSignal | null | undefined) {
	if (signal?.aborted) throw new DOMException('The operation was aborted.', 'AbortError');
}

async function untilAborted<Value>(
	signal: AbortSignal | null | undefined,
	value: Promise<Value>
): Promise<Value> {
	let stop = () => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		stop = () => reject(new DOMException('The operation was aborted.', 'AbortError'));
		signal?.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([value, aborted]);
	} finally {
		signal?.removeEventListener('abort', stop);
	}
}

/** The response, whose body breaks when the signal aborts, and which counts as closed when the client cancels it. */
function abortable(
	response: Response,
	signal: AbortSignal | null | undefined,
	onClose: () => void
): Response {
	if (!response.body) return response;
	const source = response.body.getReader();
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const { done, value } = await untilAborted(signal, source.read());
			if (done) controller.close();
			else controller.enqueue(value);
		},
		cancel: onClose
	});
	return new Response(body, { status: response.status, headers: response.headers });
}
