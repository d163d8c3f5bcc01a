/** What every call to the server needs, in one hand. */
import type { Clock, Random } from '#lib/core/ports.ts';
import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import type { Connection } from './connection.ts';

export interface Server {
	connection: Connection;
	clock: Clock;
	random: Random;
	/** How the browser stands to requests from this page to a server on the same machine. */
	permission: () => Promise<PermissionState | undefined>;
	/** What earlier calls found out. Never shown as the state of the server, which is always looked at anew. */
	memory: {
		/** The server refused the native chat endpoint as unknown. */
		lacksNativeChat: boolean;
		/** The models as last listed. */
		models: readonly ModelInfo[];
	};
}
