import type { Clock, HashText, Locks, RecordChange, RecordStore } from '#lib/core/ports.ts';
import { blocksOf, packChanges } from './answer-blocks.ts';
import { isHandedText } from './handed-text-key.ts';
import { keepHandedTexts } from './handed-texts.ts';
import { withPauses } from './pauses.ts';
import { lockOf, LiveRun, type RunId, type StoredRun } from './run-records.ts';
import { readRunFile, type RunFile } from './run-files.ts';
import { signatureSteps } from './text-signature.ts';

export interface RecoveryPorts {
	store: RecordStore;
	locks: Locks;
	clock: Clock;
	hashText: HashText;
}

/** Where the browser knows no locks: an owner that has said nothing for so long is gone. */
const SILENT_AFTER_MS = 20_000;

/**
 * Ends the runs whose page is gone: what had come is kept, and they are `interrupted`.
 *
 * @returns the runs that were ended, and how many live on in another tab
 */
export async function recoverRuns(
	ports: RecoveryPorts
): Promise<{ interrupted: StoredRun[]; living: number }> {
	const interrupted: StoredRun[] = [];
	let living = 0;
	// First, so that a run which is ended here is found by the words of its text.
	await keepHandedTexts(ports);
	for (const { key, value } of await ports.store.list('live_runs')) {
		if (isHandedText(key)) continue;
		const id = LiveRun.safeParse(value).data?.id;
		// The lock before the record: what is read once nobody holds it is the last that its page wrote.
		const isHeld = id !== undefined && (await ports.locks.isHeld(lockOf(id)));
		if (isHeld === true) {
			living += 1;
			continue;
		}
		const file = id && (await readRunFile(ports.store, id));
		if (file?.run.status !== 'running') await ports.store.delete('live_runs', key);
		else if (isHeld === undefined && isHeardOf(ports.clock, file.run)) living += 1;
		else interrupted.push(await interrupt(ports, file));
	}
	return { interrupted, living };
}

function isHeardOf(clock: Clock, { seen_at }: StoredRun): boolean {
	return clock.now() - seen_at < SILENT_AFTER_MS;
}

async function interrupt({ store, clock }: RecoveryPorts, file: RunFile): Promise<StoredRun> {
	const { answer, content } = file;
	const run: StoredRun = {
		...file.run,
		status: 'interrupted',
		ended_at: file.run.seen_at,
		answer_length: answer.text.length
	};
	await store.write([
		...(await packed(store, file, run.id)),
		{ table: 'runs', key: run.id, value: run },
		{ table: 'live_runs', key: run.id }
	]);
	// Only then: that takes a while, in which the page that starts has other things to do and somebody may go on with the run.
	const signature = await withPauses(signatureSteps(answer.text, content ?? ''), clock);
	// Without one it stays so: nothing of the run is lost.
	await store.put('signatures', run.id, signature).catch(() => undefined);
	return run;
}

/** A damaged answer is left as it lies: what cannot be read today may be readable by a later version. */
async function packed(store: RecordStore, { answer }: RunFile, id: RunId): Promise<RecordChange[]> {
	if (answer.isDamaged) return [];
	const keys = await store.keys('answers', blocksOf(id));
	return packChanges(id, answer, keys.length);
}
