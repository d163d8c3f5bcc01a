import { ModelClientError, type EndpointReport, type ModelClient } from '#lib/core/ports.ts';

/** A model client that stands before one or two servers. */
export interface SwitchableClient extends ModelClient {
	/** The address in use. */
	endpoint: () => string;
	/** The other server's address, if it answered when last looked at and is not in use. */
	alternative: () => string | undefined;
	/**
	 * Changes over to the other server. Runs under way stay where they are.
	 *
	 * @throws {ModelClientError} `bad_request` for an address that `alternative` did not name
	 */
	use: (endpoint: string) => void;
}

export interface Server {
	endpoint: string;
	client: ModelClient;
}

/**
 * Uses `primary` where it answers. Where nothing answers there at the very beginning, it uses `fallback` (the simulator),
 * and says so by its state; from then on it never changes by itself: a server that dies must not silently become a demo,
 * nor a demo a server in the middle of somebody's work.
 */
export function createSwitchableClient(primary: Server, fallback?: Server): SwitchableClient {
	let current = primary;
	let alternative: string | undefined;
	/** Nothing has answered yet, so nobody is surprised by a change. */
	let isUndecided = fallback !== undefined;

	async function inspect(signal?: AbortSignal): Promise<EndpointReport> {
		const inUse = current;
		const other = inUse === primary ? fallback : primary;
		const report = await inUse.client.inspect(signal);
		if (!other || signal?.aborted) return report;
		// The change came while we looked: what is asked for is the state of the server in use.
		if (inUse !== current) return inspect(signal);
		const answers = report.state !== 'unreachable';
		// While the primary is in use and well there is nothing to offer instead, so the simulator is left alone.
		if (answers && inUse === primary) {
			isUndecided = false;
			alternative = undefined;
			return report;
		}
		const otherReport = await other.client.inspect(signal);
		if (signal?.aborted) return report;
		if (inUse !== current) return inspect(signal);
		alternative = otherReport.state === 'unreachable' ? undefined : otherReport.endpoint;
		if (answers || !isUndecided || alternative === undefined) return report;
		isUndecided = false;
		alternative = undefined;
		current = other;
		return otherReport;
	}

	return {
		endpoint: () => current.endpoint,
		alternative: () => alternative,
		use(endpoint) {
			const other = current === primary ? fallback : primary;
			if (!other || endpoint !== alternative) {
				throw new ModelClientError({
					code: 'bad_request',
					message: `Expected the address of a server that was offered, got '${endpoint}'.`,
					suggestion: 'Set the address in Settings instead.',
					retryable: false
				});
			}
			current = other;
			alternative = undefined;
		},
		inspect,
		load: (request, signal) => current.client.load(request, signal),
		unload: (instanceId, signal) => current.client.unload(instanceId, signal),
		generate: (request, onEvent, signal) => current.client.generate(request, onEvent, signal),
		embed: (request, signal) => current.client.embed(request, signal)
	};
}
