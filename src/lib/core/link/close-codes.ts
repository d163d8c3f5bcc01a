import { CloseCode } from '#lib/protocol/link-schemas.ts';

/** Why a link has stopped for good, until a person does something about it. */
export type StopReason =
	| 'unauthorized'
	| 'forbidden'
	| 'replaced'
	| 'abuse'
	| 'version'
	| 'limit'
	| 'refused'
	| 'faulty_client';

/** What a client does when its connection was closed. */
export type AfterClose =
	| { then: 'reconnect' }
	/** Something that we sent was wrong; after several in a row it will not get better. */
	| { then: 'count_fault' }
	| { then: 'stop'; reason: StopReason };

/**
 * Closed because of what we sent: binary data, bad UTF-8, too large a frame, or no hello in time. A network that stands still
 * for some seconds delays a hello, too, so one of these alone is no reason to stop.
 */
const FAULTS = new Set<number>([1003, 1007, 1009, CloseCode.helloTimeout]);

const REASONS = new Map<number, StopReason>([
	[CloseCode.unauthorized, 'unauthorized'],
	[CloseCode.forbidden, 'forbidden'],
	[CloseCode.replaced, 'replaced'],
	[CloseCode.abuse, 'abuse'],
	[CloseCode.version, 'version'],
	[CloseCode.limit, 'limit']
]);

/**
 * Only the relay's own range says what to do: 3500–3999 and 4500–4999 mean stop, but for a late hello. Everything else means try again, 1000 and
 * `wasClean` among it: browsers on phones report that for a tab that was put to sleep.
 */
export function afterClose(code: number): AfterClose {
	if (FAULTS.has(code)) return { then: 'count_fault' };
	const isTerminal = (code >= 3500 && code <= 3999) || (code >= 4500 && code <= 4999);
	return isTerminal
		? { then: 'stop', reason: REASONS.get(code) ?? 'refused' }
		: { then: 'reconnect' };
}
