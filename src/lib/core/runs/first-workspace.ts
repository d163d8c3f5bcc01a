import type { WorkspaceId } from './run-records.ts';

/** The workspace that there always is. */
export const FIRST_WORKSPACE = 'first' as WorkspaceId;
