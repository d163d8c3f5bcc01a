import { z } from '#lib/protocol/zod.ts';
import { RunId } from './run-records.ts';

/** What tabs tell each other of runs. Read by this schema: in some browsers other local pages can post, too. */
export const TabMessage = z.discriminatedUnion('type', [
	/** These runs are stored anew, begun or gone: whoever shows one reads it again. */
	z.object({ type: z.literal('runs_changed'), ids: z.array(RunId) }),
	/** The tab that owns the run should end it. */
	z.object({ type: z.literal('stop_run'), id: RunId })
]);
export type TabMessage = z.infer<typeof TabMessage>;
