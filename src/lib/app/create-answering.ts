/** What answers requests in this page and records its runs: a chunk of its own, which loads when somebody begins to work. */
import { createHashText } from '#lib/adapters/browser/hash-text.ts';
import { revealSelections } from '#lib/adapters/browser/reveal-selection.ts';
import { createStorageSpace } from '#lib/adapters/browser/storage-space.ts';
import { attachAnswering, type ServicePorts } from '#lib/core/attach-services.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { recallTurns } from '#lib/core/chats/read-chats.ts';
import type { RecorderPorts, RunRecorder } from '#lib/core/runs/record-runs.ts';
import { recordPageRuns, type RecordedPage } from './record-page-runs.ts';

/**
 * Begins to record, and then to serve, so that no run begins unseen.
 *
 * @param services absent where a relay serves the page's bus
 */
export function createAnswering(
	bus: Bus,
	ports: Omit<RecorderPorts, 'onRefused' | 'hashText'>,
	page: Omit<RecordedPage, 'space'>,
	services: Pick<ServicePorts, 'client' | 'newId'> | undefined
): RunRecorder {
	// Whoever works here may look for a word in what came of it.
	revealSelections();
	const hashText = createHashText();
	const recorder = recordPageRuns(
		bus,
		{ ...ports, hashText },
		{ ...page, space: createStorageSpace() }
	);
	if (services) {
		const { prompts, clock } = ports;
		const recall = (conversation: string) => recallTurns(ports.store, conversation);
		attachAnswering(bus, { ...services, prompts, clock, hashText, recall });
	}
	return recorder;
}
