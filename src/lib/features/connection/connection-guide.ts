import type { EndpointState } from '#lib/protocol/service-schemas.ts';

/** What a guide speaks of. */
export interface GuideFacts {
	/** The address that was looked at. */
	endpoint: string;
	/** The address that is set for LM Studio; another one while the demo is in use. */
	lmstudioUrl: string;
	/** What was found wrong there, where something is. */
	detail: string | undefined;
}

/** One way to set something right: what to click, or what to type. */
export interface Way {
	label: string;
	steps: readonly string[];
	/** To be typed in a terminal. */
	command?: string;
	/** The steps end on the Settings page. */
	leadsToSettings?: boolean;
}

/** What a person reads about a state: what happened, then what to do. */
export interface Guide {
	title: string;
	happened: string;
	ways: readonly Way[];
}

const START_IN_LM_STUDIO: Way = {
	label: 'In LM Studio',
	steps: [
		'Open Developer and switch Status to Running.',
		'Under Server Settings, turn on Enable CORS: without it the browser may not read the answers.'
	]
};
const START_IN_TERMINAL: Way = {
	label: 'Or in a terminal',
	steps: [],
	command: 'lms server start --cors'
};

/** The guide for a state. */
export function guideFor(state: EndpointState, facts: GuideFacts): Guide {
	const { endpoint, detail } = facts;
	switch (state) {
		case 'connected':
			return {
				title: 'LM Studio is connected',
				happened: `It answers at ${endpoint}, and a chat model is ready.`,
				ways: []
			};
		case 'connecting':
			return {
				title: 'Looking for LM Studio',
				happened: `Asking at ${endpoint}.`,
				ways: []
			};
		case 'simulated':
			return { title: 'Demo: no model is running', ...demoGuide(facts) };
		case 'unreachable':
			return {
				title: 'LM Studio does not answer',
				happened: detail ?? `Nothing answers at ${endpoint}.`,
				ways: [START_IN_LM_STUDIO, START_IN_TERMINAL, elsewhere(endpoint)]
			};
		case 'cors_blocked':
			return { title: 'CORS is off', ...corsGuide(facts) };
		case 'unauthorized':
			return { title: 'A token is needed', ...tokenGuide(facts) };
		case 'permission_needed':
			return { title: 'The browser wants your permission', ...permissionGuide(facts) };
		case 'not_lmstudio':
			return { title: 'This is not LM Studio', ...otherServerGuide(facts) };
		case 'no_model':
			return {
				title: 'No chat model is ready',
				happened: detail ?? `LM Studio answers at ${endpoint}, but no chat model is loaded.`,
				ways: []
			};
	}
}

function demoGuide({ endpoint, lmstudioUrl }: GuideFacts): Omit<Guide, 'title'> {
	const why =
		endpoint === lmstudioUrl
			? `What answers at ${endpoint} is a simulator.`
			: `Nothing answered at ${lmstudioUrl}, so a simulator at ${endpoint} answers instead.`;
	return {
		happened: `${why} It puts answers together from sentences of your text: enough to try the page, no analysis.`,
		ways: [START_IN_LM_STUDIO, START_IN_TERMINAL, elsewhere(lmstudioUrl)]
	};
}

function elsewhere(address: string): Way {
	return {
		label: 'If it runs already',
		steps: [
			`LM Studio shows its address beside the status. This page asks at ${address}; where the two differ, set the address in Settings.`
		],
		leadsToSettings: true
	};
}

function corsGuide({ endpoint, detail }: GuideFacts): Omit<Guide, 'title'> {
	return {
		happened:
			detail ??
			`A server answers at ${endpoint}, but it does not let this page read what it says: CORS is off.`,
		ways: [
			{
				label: 'In LM Studio',
				steps: ['Open Developer, then Server Settings, and turn on Enable CORS.']
			},
			{
				label: 'Or in a terminal',
				steps: ['Starting the server there without --cors turns the switch off again.'],
				command: 'lms server start --cors'
			},
			{
				label: 'What LM Studio’s log shows meanwhile',
				steps: [
					"“'messages' field is required” or “Unexpected endpoint or method. (OPTIONS …)”. Both mislead: they are the browser asking whether this page may read, and mean that CORS is off."
				]
			}
		]
	};
}

function tokenGuide({ endpoint, detail }: GuideFacts): Omit<Guide, 'title'> {
	return {
		happened: detail ?? `LM Studio at ${endpoint} answers only to those who send an API token.`,
		ways: [
			{
				label: 'Where tokens are',
				steps: [
					'In LM Studio, open Developer, then Server Settings, then Manage Tokens.',
					'A token is shown once, when it is made. Where it is lost, make another.'
				]
			}
		]
	};
}

function permissionGuide({ endpoint, detail }: GuideFacts): Omit<Guide, 'title'> {
	return {
		happened: detail ?? `The browser keeps this page from reaching ${endpoint} on your computer.`,
		ways: [
			{
				label: 'If the browser is asking now',
				steps: ['Choose Allow.']
			},
			{
				label: 'If it was refused before',
				steps: [
					'Click the icon at the left of the address, and open the settings of this site.',
					'Allow access to apps and services on this device; some versions call it local network access.',
					'Reload the page.'
				]
			}
		]
	};
}

function otherServerGuide({ endpoint, detail }: GuideFacts): Omit<Guide, 'title'> {
	return {
		happened: detail ?? `Something answers at ${endpoint}, but it is not LM Studio.`,
		ways: [
			{
				label: 'Check the port',
				steps: [
					'LM Studio shows its address in Developer, beside the status; the port is 1234 unless it was changed.',
					'Set that address in Settings, without a path: http://127.0.0.1:1234.'
				],
				leadsToSettings: true
			},
			{ label: 'Or ask in a terminal', steps: [], command: 'lms server status' }
		]
	};
}
