/**
 * Why `fetch` rejected. A browser gives one and the same `TypeError` for a dead server, forbidden reading, a refused
 * preflight and a missing permission, so the cause is found by asking again in other ways.
 */
import type { Failure } from '#lib/core/ports.ts';
import { systemCodeOf, twinOf, type Manner } from './connection.ts';
import {
	answersElsewhere,
	connectionLost,
	corsBlocked,
	permissionDenied,
	preflightRefused,
	unreachable
} from './failures.ts';
import type { Server } from './server.ts';
import { withTimeLimit } from './with-time-limit.ts';

/** A loopback server greets within milliseconds; one that takes longer hangs. */
const PROBE_LIMIT_MS = 3000;

/** What Node calls it when no program listens at an address. */
const NOBODY_THERE: ReadonlySet<string> = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ETIMEDOUT',
	'UND_ERR_CONNECT_TIMEOUT'
]);

/**
 * Finds out why a request was not answered. Where the twin of the address answers, it becomes the address in use and the
 * failure says so: the next call goes there.
 *
 * @param error what `fetch` rejected with
 */
export async function explainSilence(
	server: Server,
	error: unknown,
	signal: AbortSignal | undefined
): Promise<Failure> {
	const { connection } = server;
	const { address } = connection;
	const answers = (at: string, manner: Manner) =>
		withTimeLimit(server.clock, PROBE_LIMIT_MS, signal, (limited) =>
			connection.probe(at, manner, limited)
		);

	if ((await server.permission()) === 'denied') return permissionDenied(address);
	const systemCode = systemCodeOf(error);
	if (systemCode !== undefined && !NOBODY_THERE.has(systemCode)) return connectionLost(address);
	// Node forbids no reading, so there only a browser's silence needs to be explained.
	const isBrowser = systemCode === undefined;
	if (isBrowser && (await answers(address, 'blind'))) {
		if (!(await answers(address, 'plain'))) return corsBlocked(address);
		const mayAsk = !connection.sendsToken() || (await answers(address, 'preflighted'));
		return mayAsk ? connectionLost(address) : preflightRefused(address);
	}
	const twin = twinOf(address);
	if (twin !== undefined && (await answers(twin, 'plain'))) {
		connection.moveTo(twin);
		return answersElsewhere(address, twin);
	}
	if (twin !== undefined && isBrowser && (await answers(twin, 'blind'))) return corsBlocked(twin);
	return unreachable(address);
}
