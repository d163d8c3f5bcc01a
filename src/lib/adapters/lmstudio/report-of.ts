import type { EndpointReport, Failure } from '#lib/core/ports.ts';

/** What a look tells that ended with a failure. */
export function reportOf(failure: Failure, endpoint: string): EndpointReport {
	return {
		state: stateOf(failure),
		endpoint,
		api: undefined,
		models: [],
		detail: failure.message
	};
}

function stateOf({ code }: Failure): EndpointReport['state'] {
	switch (code) {
		case 'cors_blocked':
		case 'unauthorized':
		case 'permission_needed':
		case 'not_lmstudio':
		case 'no_model':
			return code;
		case 'forbidden':
			return 'unauthorized';
		case 'bad_answer':
			return 'not_lmstudio';
		default:
			return 'unreachable';
	}
}
