import { createLateClient } from '#lib/adapters/lmstudio/late-client.ts';
import { browserRandom } from '#lib/adapters/browser/random.ts';
import { localNetworkPermission } from '#lib/adapters/browser/permission.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import { createWebLockSlots, hasWebLocks } from '#lib/adapters/browser/web-lock-slots.ts';
import {
	createSwitchableClient,
	type SwitchableClient
} from '#lib/core/models/switchable-client.ts';
import type { Clock, Slots } from '#lib/core/ports.ts';

/** A browser opens six connections to a host; four streams leave room for the model list and for stopping a run. */
export const STREAMS_AT_ONCE = 4;

/** The client for the person's LM Studio, and for the simulator beside the page where there is one. */
export function createModelClient(options: {
	endpoint: string;
	simulator: string | undefined;
	token: () => string | undefined;
	clock: Clock;
}): SwitchableClient {
	const slots: Slots = hasWebLocks()
		? createWebLockSlots({ limit: STREAMS_AT_ONCE, name: 'assay-stream' })
		: createPageSlots(STREAMS_AT_ONCE);
	const shared = {
		slots,
		clock: options.clock,
		random: browserRandom,
		permission: localNetworkPermission
	};
	const { endpoint, simulator, token } = options;
	return createSwitchableClient(
		{ endpoint, client: createLateClient({ ...shared, endpoint, token }) },
		simulator === undefined
			? undefined
			: { endpoint: simulator, client: createLateClient({ ...shared, endpoint: simulator }) }
	);
}
