import { setImmediate as nextTurn } from 'node:timers/promises';
import { untilAborted, type SimulatorClock } from './clock.ts';
import type { SimulatorOptions } from './options.ts';
import { startSimulator, type Simulator } from './simulator.ts';

/** A clock that skips every delay: its time moves on, the test's does not. */
export interface SkippingClock extends SimulatorClock {
	/** Lets time pass, as if nobody had asked for anything meanwhile. */
	advance: (delayMs: number) => void;
}

export function createSkippingClock(startedAt = Date.UTC(2026, 0, 15, 12)): SkippingClock {
	let now = startedAt;
	return {
		now: () => now,
		async delay(delayMs, signal) {
			if (delayMs === Infinity) return untilAborted(signal);
			now += delayMs;
			await nextTurn();
		},
		advance(delayMs) {
			now += delayMs;
		}
	};
}

/** A simulator with a clock that skips and models without a pause, for as long as `use` takes. */
export async function withSimulator<Result>(
	options: SimulatorOptions,
	use: (simulator: Simulator) => Promise<Result>
): Promise<Result> {
	const simulator = await startSimulator({
		clock: createSkippingClock(),
		tokensPerSecond: Infinity,
		promptTokensPerSecond: Infinity,
		...options
	});
	try {
		return await use(simulator);
	} finally {
		await simulator.close();
	}
}

/** Posts JSON, and leaves the answer to the caller. */
export function post(
	simulator: Simulator,
	path: string,
	body: unknown,
	options: { headers?: Record<string, string>; signal?: AbortSignal } = {}
): Promise<Response> {
	return fetch(simulator.url + path, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...options.headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		signal: options.signal ?? null
	});
}

/** The status and the parsed body of a POST. */
export async function postJson(
	simulator: Simulator,
	path: string,
	body: unknown
): Promise<{ status: number; body: unknown }> {
	const response = await post(simulator, path, body);
	return { status: response.status, body: await response.json() };
}

/** The status and the parsed body of a GET. */
export async function getJson(
	simulator: Simulator,
	path: string
): Promise<{ status: number; body: unknown }> {
	const response = await fetch(simulator.url + path);
	return { status: response.status, body: await response.json() };
}

/** An event of a stream whose lines end with LF; `data` is parsed unless it is no JSON. */
export interface Event {
	event: string | undefined;
	data: unknown;
}

/** The whole stream that a POST answers with. */
export async function postStream(
	simulator: Simulator,
	path: string,
	body: Record<string, unknown>
): Promise<{ text: string; events: Event[] }> {
	const response = await post(simulator, path, { stream: true, ...body });
	const text = await response.text();
	return { text, events: readEvents(text) };
}

/** Events of a text in which every event is an optional `event:` line and one `data:` line. */
export function readEvents(text: string): Event[] {
	return text
		.split('\n\n')
		.filter((block) => block !== '')
		.map((block) => {
			const event = /^event: (.*)$/m.exec(block)?.[1];
			const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
			return { event, data: parsed(data) };
		});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** The value at a path such as `choices.0.delta.content`, or undefined. */
export function at(value: unknown, path: string): unknown {
	let found = value;
	for (const name of path.split('.')) {
		if (typeof found !== 'object' || found === null) return undefined;
		found = new Map<string, unknown>(Object.entries(found)).get(name);
	}
	return found;
}

/** What an OpenAI-compatible stream says altogether, in that field of its deltas. */
export function saidIn(events: readonly Event[], field: 'content' | 'reasoning_content'): string {
	return joined(events.map(({ data }) => at(data, `choices.0.delta.${field}`)));
}

/** What a native stream says altogether, in its events of that name. */
export function saidBy(events: readonly Event[], name: string): string {
	return joined(
		events.filter(({ event }) => event === name).map(({ data }) => at(data, 'content'))
	);
}

/** The texts among `values` in one. */
export function joined(values: readonly unknown[]): string {
	return values.filter((value) => typeof value === 'string').join('');
}

export const LLAMA = 'llama-3.2-3b-instruct';
export const NOMIC = 'text-embedding-nomic-embed-text-v1.5';
/** Longer than a line, with a name, a date and an amount in it. */
export const LEASE = [
	'Meridian Freight signed the lease for the Rotterdam depot on 14 March 2026.',
	'The rent for the depot is €42,000 a month, and the lease runs for five years.',
	'Anna Keller said that the depot must open before the summer.',
	'The customs permit for the depot is still missing.'
].join(' ');
/** A chat request of one message. */
export function ask(text: string): {
	model: string;
	messages: { role: string; content: string }[];
} {
	return { model: LLAMA, messages: [{ role: 'user', content: text }] };
}
