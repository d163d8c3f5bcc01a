import type { Welcome } from '#lib/protocol/link-schemas.ts';
import type { z } from '#lib/protocol/zod.ts';
import type { StopReason } from './close-codes.ts';

export type LinkLimits = z.infer<typeof Welcome>['data']['limits'];

/** How a link to a relay stands, as one union. */
export type LinkStatus =
	| { state: 'idle' }
	/** A socket is being opened. `attempt` counts from 1 since the link last stood well. */
	| { state: 'connecting'; attempt: number }
	/** The socket is open, and the relay has not said `welcome` yet. */
	| { state: 'greeting'; attempt: number }
	| { state: 'open'; session: string; user: string | undefined; limits: LinkLimits }
	/** The relay will close soon: what is under way goes on, nothing new is sent. */
	| { state: 'draining'; session: string; user: string | undefined; limits: LinkLimits }
	| { state: 'waiting'; attempt: number; delayMs: number; code: number }
	/** For good, until a person does something about it. */
	| { state: 'stopped'; code: number; reason: StopReason; message: string };

/** Whether messages go over the link now. */
export function isOpen(
	status: LinkStatus
): status is Extract<LinkStatus, { state: 'open' | 'draining' }> {
	return status.state === 'open' || status.state === 'draining';
}
