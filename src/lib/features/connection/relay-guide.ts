import type { LinkTrouble } from '#lib/core/link/link-trouble.ts';
import type { LinkStatus } from '#lib/core/link/link-status.ts';
import type { Guide, Way } from './connection-guide.ts';

/** What a person reads while the page cannot reach its relay: what happened, then what to do. */
export function relayGuide(
	{ sentence }: LinkTrouble,
	status: LinkStatus,
	{ address, isOpenedFromDisk }: { address: string; isOpenedFromDisk: boolean }
): Guide {
	const reason = status.state === 'stopped' ? status.reason : 'lost';
	switch (reason) {
		case 'unauthorized':
			return {
				title: 'The relay wants a token',
				happened: sentence,
				ways: [
					{
						label: 'Where tokens are',
						steps: [
							'The relay prints a link with its token when it starts; whoever started it can tell you.',
							'Enter the token under Settings → Relay.'
						],
						leadsToSettings: true
					}
				]
			};
		case 'forbidden':
			return {
				title: 'This channel is closed to you',
				happened: sentence,
				ways: [
					{
						label: 'Join another channel',
						steps: ['Settings → Relay names the channel and takes another name.'],
						leadsToSettings: true
					}
				]
			};
		case 'replaced':
			return {
				title: 'Another tab has this connection',
				happened: sentence,
				ways: [
					{
						label: 'To go on here',
						steps: ['Press Connect here. The other tab is left as it is.']
					}
				]
			};
		case 'version':
			return {
				title: 'The relay is of another version',
				happened: sentence,
				ways: [{ label: 'Get the page from the relay', steps: [`Open ${address} instead.`] }]
			};
		case 'limit':
		case 'abuse':
			return {
				title: 'The relay has closed the connection',
				happened: sentence,
				ways: [{ label: 'What helps', steps: ['Close other tabs of Assay, then connect again.'] }]
			};
		case 'lost':
		case 'refused':
		case 'faulty_client':
			return {
				title: 'The relay does not answer',
				happened: sentence,
				ways: [start(address), ...(isOpenedFromDisk ? [FROM_DISK] : [ORIGIN]), WITHOUT]
			};
	}
}

function start(address: string): Way {
	const { port } = new URL(address);
	return {
		label: 'On the computer with LM Studio',
		steps: ['See that the relay runs there, and that this device reaches that computer.'],
		command: `npm run relay -- --port ${port || '80'}`
	};
}

const ORIGIN: Way = {
	label: 'If it runs already',
	steps: [
		'A relay takes in pages that it serves itself. One from elsewhere it refuses without a word, unless it was started with --origin and the address that this page came from.'
	]
};

const FROM_DISK: Way = {
	label: 'If it runs already',
	steps: [
		'This page was opened from disk. A relay refuses such a page without a word, unless it was started with --allow-file-origin and a token.'
	]
};

const WITHOUT: Way = {
	label: 'Or do without',
	steps: ['Empty the relay address in Settings, and this page speaks to LM Studio itself.'],
	leadsToSettings: true
};
