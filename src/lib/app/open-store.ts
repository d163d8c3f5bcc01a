import { errorText } from '#lib/core/error-text.ts';
import { openIndexedDbRecordStore } from '#lib/adapters/storage/indexed-db-record-store.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import type { NoticesState } from '#lib/state/notices-state.svelte.ts';

/**
 * Opens the browser's database, after the first paint. Where it cannot be opened the page works on from memory, and says
 * so: nothing typed is refused for want of a place to keep it.
 */
export async function openStore(notices: NoticesState): Promise<RecordStore> {
	try {
		return await openIndexedDbRecordStore({
			onClosed: () =>
				notices.show({
					tone: 'warning',
					text: 'A newer version of Assay is open in another tab and has taken over the stored data. Reload this page to go on.',
					action: { label: 'Reload', run: () => location.reload() }
				})
		});
	} catch (error) {
		const reason = errorText(error);
		const suggestion =
			error instanceof Error && 'suggestion' in error && typeof error.suggestion === 'string'
				? ` ${error.suggestion}`
				: '';
		notices.show({
			tone: 'warning',
			text: `${reason}${suggestion} Until then settings and texts are kept only while this page is open.`
		});
		const { createMemoryRecordStore } = await import('#lib/adapters/memory/memory-record-store.ts');
		return createMemoryRecordStore();
	}
}
