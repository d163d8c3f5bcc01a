import type { LinkTrouble } from '#lib/core/link/link-trouble.ts';
import type { EndpointState } from '#lib/protocol/service-schemas.ts';

/** How a state is told in the badge: in one or two words, with a colour that only repeats them. */
export interface ConnectionLabel {
	text: string;
	/** Follows the text where there is room for it. */
	more?: string;
	/** Follows the text for those who do not see the page. */
	spoken?: string;
	tone: 'good' | 'none' | 'warn' | 'bad';
}

/** What the badge says while the page cannot reach its relay. */
export function relayLabel({ state }: LinkTrouble): string {
	return state === 'unauthorized' ? 'Relay token needed' : 'No relay';
}

/** @param contextLength the context of the chat model in use, in tokens, where it is loaded and the server tells */
export function labelConnection(
	state: EndpointState,
	contextLength: number | undefined
): ConnectionLabel {
	switch (state) {
		case 'connected':
			return contextLength === undefined
				? { text: 'LM Studio', tone: 'good' }
				: {
						text: 'LM Studio',
						more: `${contextLength.toLocaleString('en')} context`,
						tone: 'good'
					};
		case 'connecting':
			return { text: 'Connecting', tone: 'none' };
		case 'unreachable':
			return { text: 'Nothing answers', tone: 'bad' };
		case 'cors_blocked':
			return { text: 'CORS is off', tone: 'bad' };
		case 'unauthorized':
			return { text: 'Token needed', tone: 'bad' };
		case 'permission_needed':
			return { text: 'Permission needed', tone: 'bad' };
		case 'not_lmstudio':
			return { text: 'Not LM Studio', tone: 'bad' };
		case 'no_model':
			return { text: 'No chat model ready', tone: 'warn' };
		case 'simulated':
			return { text: 'Demo', spoken: ': no model is running', tone: 'warn' };
	}
}
