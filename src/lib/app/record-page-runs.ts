import { errorText } from '#lib/core/error-text.ts';
import { recordRuns, type RecorderPorts, type RunRecorder } from '#lib/core/runs/record-runs.ts';
import { recoverRuns } from '#lib/core/runs/recover-runs.ts';
import type { RecordedRun } from '#lib/core/runs/recorded-run.ts';
import type { StoredRun } from '#lib/core/runs/run-records.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { StorageSpace } from '#lib/core/ports.ts';
import type { NoticesState } from '#lib/state/notices-state.svelte.ts';
import type { PageTools } from '#lib/state/page-tools.ts';

/** How often it is looked whether the page of a run that lives elsewhere is still there. */
const LOOK_AGAIN_MS = 5000;

/** What the page has to do with its runs, beside recording them. */
export interface RecordedPage {
	notices: NoticesState;
	tools: Pick<PageTools, 'downloadText'>;
	/** Shows a run on the page of runs. */
	openRun: (run: StoredRun) => void;
	space: StorageSpace;
	/** Told of runs that were found without their page. */
	onRecovered: (ids: readonly RecordedRun['id'][]) => void;
}

/** Records the runs of this page, and ends those whose page is gone. */
export function recordPageRuns(
	bus: Bus,
	ports: Omit<RecorderPorts, 'onRefused'>,
	page: RecordedPage
): RunRecorder {
	const { notices, tools } = page;
	const recorder = recordRuns(bus, {
		...ports,
		onRefused: (error, recorded) =>
			notices.show({
				tone: 'bad',
				text: `${errorText(error)} This run goes on, but it is kept only while this page is open.`,
				action: { label: 'Download the answer', run: () => download(recorded) }
			})
	});
	// Once there is an answer worth keeping, the question makes sense to whoever is asked it.
	const stopWaiting = bus.subscribe({ type: 'llm_chunk' }, ({ data, meta }) => {
		if (!data.is_final || meta?.finish_reason !== 'stop') return;
		stopWaiting();
		// A browser that refuses says so in Settings, where it can be asked again.
		void page.space.keep().catch(() => false);
	});
	void look();
	return recorder;

	function download({ run, answer }: RecordedRun) {
		tools.downloadText(`${run.template}.md`, `${answer.text}\n`, 'text/markdown');
	}

	async function look() {
		// What keeps runs from being found has been told when the store was opened.
		const found = await recoverRuns(ports).catch(() => ({ interrupted: [], living: 0 }));
		if (found.interrupted.length > 0) {
			const ids = found.interrupted.map(({ id }) => id);
			const [first] = found.interrupted;
			page.onRecovered(ids);
			notices.show({
				tone: 'info',
				text:
					ids.length === 1
						? 'A run was interrupted when its page went away. What had come is kept.'
						: `${ids.length} runs were interrupted when their pages went away. What had come is kept.`,
				...(first && { action: { label: 'Open', run: () => page.openRun(first) } })
			});
		}
		if (found.living > 0) ports.clock.after(LOOK_AGAIN_MS, () => void look());
	}
}
