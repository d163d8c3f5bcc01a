import type { EndpointReport } from '#lib/core/ports.ts';
import type { SwitchableClient } from '#lib/core/models/switchable-client.ts';

/**
 * Lets all channels look at the model server together. A look under way may be older than the question, so whoever asks
 * meanwhile gets the next one, and there are never more than two for however many ask.
 */
export function shareInspections(client: SwitchableClient): SwitchableClient {
	let current: Promise<EndpointReport> | undefined;
	let next: Promise<EndpointReport> | undefined;

	function look(): Promise<EndpointReport> {
		const mine = client.inspect().finally(() => {
			if (current === mine) current = undefined;
		});
		current = mine;
		return mine;
	}

	function inspect(): Promise<EndpointReport> {
		if (!current) return look();
		next ??= current.then(() => {
			next = undefined;
			return look();
		});
		return next;
	}

	return { ...client, inspect };
}
