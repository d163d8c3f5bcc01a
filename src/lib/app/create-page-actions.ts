import { createActions, type ServerActions } from '#lib/adapters/lmstudio/create-actions.ts';
import type { Server } from '#lib/adapters/lmstudio/server.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import { createWebLockSlots } from '#lib/adapters/browser/web-lock-slots.ts';
import { hasWebLocks } from '#lib/adapters/browser/has-web-locks.ts';
import type { Slots } from '#lib/core/ports.ts';
import { STREAMS_AT_ONCE } from './streams-at-once.ts';

/** The places of this page, for whichever server it asks; other tabs have the same where the browser has locks. */
let slots: Slots | undefined;

/** What this page asks of a server: a chunk of its own, which loads with the first request. */
export function createPageActions(server: Server): ServerActions {
	slots ??= hasWebLocks()
		? createWebLockSlots({ limit: STREAMS_AT_ONCE, name: 'assay-stream' })
		: createPageSlots(STREAMS_AT_ONCE);
	return createActions(server, { slots });
}
