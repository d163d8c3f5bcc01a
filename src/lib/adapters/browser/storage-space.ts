import type { StorageSpace } from '#lib/core/ports.ts';

type Account = Pick<StorageManager, 'estimate' | 'persist' | 'persisted'>;

/**
 * The browser's own account of its storage. Local files have none in WebKit, nor have pages that are no secure context.
 *
 * @param navigator has no `storage` there, whatever its type says
 */
export function createStorageSpace({
	storage: manager
}: { storage?: Account } = navigator): StorageSpace {
	return {
		async look() {
			if (!manager) return undefined;
			const [{ usage, quota }, isKept] = await Promise.all([
				manager.estimate(),
				manager.persisted()
			]);
			return usage === undefined || quota === undefined
				? undefined
				: { usedBytes: usage, quotaBytes: quota, isKept };
		},
		async keep() {
			if (!manager) return false;
			return (await manager.persisted()) || (await manager.persist());
		}
	};
}
