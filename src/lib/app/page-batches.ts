import { errorText } from '#lib/core/error-text.ts';
import type { BatchRunner, BatchPorts } from '#lib/core/batch/run-batches.ts';
import type { StoredBatch } from '#lib/core/batch/batch-records.ts';
import { loadOnce } from '#lib/core/load-once.ts';
import type { NoticesState } from '#lib/state/notices-state.svelte.ts';

/** The page's work on batches. What does it is loaded with the first batch. */
export interface PageBatches {
	/** Resolves once requests can be served. */
	runner: () => Promise<BatchRunner>;
	/** Goes on with the batches whose page is gone. */
	takeUp: () => Promise<void>;
}

/** @param page.ready resolves once the services listen */
export function createPageBatches(
	ports: Omit<BatchPorts, 'onBroken'>,
	page: { ready: () => Promise<void>; notices: NoticesState; open: (batch: StoredBatch) => void }
): PageBatches {
	const runner = loadOnce(async (): Promise<BatchRunner> => {
		const { createBatchRunner } = await import('#lib/core/batch/run-batches.ts');
		await page.ready();
		return createBatchRunner({
			...ports,
			onBroken: (error) =>
				page.notices.show({
					tone: 'bad',
					text: `A batch cannot go on: ${errorText(error)} What is done is kept; it goes on when the page is opened again.`
				})
		});
	});

	return {
		runner,
		async takeUp() {
			// Most people have none.
			if ((await ports.store.keys('batches')).length === 0) return;
			const [first, ...others] = await (await runner()).takeUp();
			if (!first) return;
			page.notices.show({
				tone: 'info',
				text:
					others.length === 0
						? `A batch goes on: ${first.title}.`
						: `${others.length + 1} batches go on.`,
				action: { label: 'Open', run: () => page.open(first) }
			});
		}
	};
}
