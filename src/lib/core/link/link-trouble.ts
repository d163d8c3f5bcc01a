import type { EndpointState } from '#lib/protocol/service-schemas.ts';
import type { LinkStatus } from './link-status.ts';

/** What keeps a page from its relay: the state that the badge shows, and one sentence for a person. */
export interface LinkTrouble {
	state: Extract<EndpointState, 'unreachable' | 'unauthorized' | 'permission_needed'>;
	sentence: string;
}

/** What is wrong with a link that is not open; `undefined` while it may only be on its way. */
export function linkTrouble(status: LinkStatus, address: string): LinkTrouble | undefined {
	switch (status.state) {
		case 'idle':
		case 'open':
		case 'draining':
			return undefined;
		case 'connecting':
		case 'greeting':
			return status.attempt > 1 ? unreachable(address) : undefined;
		case 'waiting':
			return unreachable(address);
		case 'stopped':
			return stopped(status, address);
	}
}

function unreachable(address: string): LinkTrouble {
	return { state: 'unreachable', sentence: `The relay at ${address} does not answer.` };
}

function stopped(
	{ reason }: Extract<LinkStatus, { state: 'stopped' }>,
	address: string
): LinkTrouble {
	switch (reason) {
		case 'unauthorized':
			return {
				state: 'unauthorized',
				sentence: `The relay at ${address} wants a token, or another one than was given.`
			};
		case 'forbidden':
			return {
				state: 'unreachable',
				sentence: `The relay at ${address} does not let this page join the channel.`
			};
		case 'replaced':
			return {
				state: 'unreachable',
				sentence: 'Another tab has taken over this connection to the relay.'
			};
		case 'limit':
			return {
				state: 'unreachable',
				sentence: `The relay at ${address} has as many connections as it takes.`
			};
		case 'abuse':
			return {
				state: 'unreachable',
				sentence: `The relay at ${address} has closed the connection because too much was sent.`
			};
		case 'version':
			return {
				state: 'unreachable',
				sentence: `The relay at ${address} is of another version than this page.`
			};
		case 'refused':
		case 'faulty_client':
			return {
				state: 'unreachable',
				sentence: `The relay at ${address} and this page do not understand each other.`
			};
	}
}
