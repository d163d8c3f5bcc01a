import { createLateClient } from '#lib/adapters/lmstudio/late-client.ts';
import { browserRandom } from '#lib/adapters/browser/random.ts';
import { localNetworkPermission } from '#lib/adapters/browser/permission.ts';
import {
	createSwitchableClient,
	type SwitchableClient
} from '#lib/core/models/switchable-client.ts';
import type { Clock } from '#lib/core/ports.ts';

/** The client for the person's LM Studio, and for the simulator beside the page where there is one. */
export function createModelClient(options: {
	endpoint: string;
	simulator: string | undefined;
	token: () => string | undefined;
	clock: Clock;
}): SwitchableClient {
	const { clock } = options;
	const shared = { clock, random: browserRandom, permission: localNetworkPermission };

	function clientFor(endpoint: string, token?: () => string | undefined) {
		const client = createLateClient({ ...shared, endpoint, token }, async (server) => {
			const { createPageActions } = await import('./create-page-actions.ts');
			return createPageActions(server);
		});
		return { endpoint, client };
	}

	const { endpoint, simulator, token } = options;
	return createSwitchableClient(
		clientFor(endpoint, token),
		simulator === undefined ? undefined : clientFor(simulator)
	);
}
