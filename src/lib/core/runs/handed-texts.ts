/**
 * Texts of runs that were so young when their page went away that no hash was known to keep them by. They lie beside the live
 * runs until the next page keeps them as it keeps all others.
 */
import type { HashText, Locks, RecordChange, RecordStore } from '#lib/core/ports.ts';
import { HANDED_TEXT_END, isHandedText } from './handed-text-key.ts';
import { readRun } from './list-runs.ts';
import { ContentHash, lockOf, RunId } from './run-records.ts';
import { textChanges } from './stored-texts.ts';

/** The change that hands over the text of a run; without a text it takes it away. */
export function handedText(id: RunId, content?: string): RecordChange {
	return { table: 'live_runs', key: `${id}${HANDED_TEXT_END}`, value: content };
}

/** The text that was handed over for a run; `undefined` where there is none. */
export async function readHandedText(store: RecordStore, id: RunId): Promise<string | undefined> {
	const text = await store.get('live_runs', handedText(id).key).catch(() => undefined);
	return typeof text === 'string' ? text : undefined;
}

/** Keeps by their hashes the texts that pages have handed over, but for those whose page is still there. */
export async function keepHandedTexts({
	store,
	locks,
	hashText
}: {
	store: RecordStore;
	locks: Locks;
	hashText: HashText;
}): Promise<void> {
	for (const key of (await store.keys('live_runs')).filter(isHandedText)) {
		const id = RunId.parse(key.slice(0, -HANDED_TEXT_END.length));
		if ((await locks.isHeld(lockOf(id))) === true) continue;
		const [run, text] = await Promise.all([readRun(store, id), readHandedText(store, id)]);
		const changes = [handedText(id)];
		if (run && text !== undefined) {
			const hash = ContentHash.parse(await hashText(text));
			changes.push(...(await textChanges(store, hash, text)), {
				table: 'runs',
				key: id,
				value: { ...run, content_hash: hash }
			});
		}
		await store.write(changes);
	}
}
