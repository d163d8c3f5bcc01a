/** Many clients of the relay, cut at once in the middle of an answer: how they come back, and what they missed. */
import { openRawClient, type RawClient } from './raw-client.ts';
import type { Upstream } from './upstream.ts';

export interface Recovery {
	/** From the cut to the welcome, of every client. */
	milliseconds: number[];
	gaps: number;
	duplicates: number;
	/** Clients that were not told to go on exactly where they had been. */
	inexact: number;
}

/** A client that notes what it got, by the rules of `relay.v1` but for repairing anything. */
interface Viewer {
	client?: RawClient;
	epoch: string;
	seq: number;
}

interface Told {
	type: string;
	seq?: number;
	epoch?: string;
	data: { subs?: { epoch: string; from: number; recovered: string }[]; is_final?: boolean };
}

const PIECES_EVERY_MS = 20;

export async function cutAndResume(
	{ url, count }: { url: string; count: number },
	upstream: Upstream
): Promise<Recovery> {
	const recovery: Recovery = { milliseconds: [], gaps: 0, duplicates: 0, inexact: 0 };
	const viewers: Viewer[] = Array.from({ length: count }, () => ({ epoch: '', seq: 0 }));
	let greeted = 0;
	let cutAt = NaN;
	let ended = 0;
	let whenGreeted = () => {};
	let whenEnded = () => {};

	function take(viewer: Viewer, frame: Buffer) {
		const { type, seq, epoch, data } = JSON.parse(frame.toString()) as Told;
		const [told] = type === 'welcome' ? (data.subs ?? []) : [];
		if (told) {
			if (Number.isNaN(cutAt)) {
				viewer.epoch = told.epoch;
				viewer.seq = told.from;
			} else {
				recovery.milliseconds.push(performance.now() - cutAt);
				const isExact = told.recovered === 'exact' && told.from === viewer.seq;
				if (!isExact) recovery.inexact += 1;
			}
			greeted += 1;
			if (greeted === count) whenGreeted();
		}
		if (seq === undefined) return;
		if (seq <= viewer.seq && epoch === viewer.epoch) recovery.duplicates += 1;
		else if (seq !== viewer.seq + 1 || epoch !== viewer.epoch) recovery.gaps += 1;
		viewer.seq = seq;
		if (type !== 'llm_chunk' || data.is_final !== true) return;
		ended += 1;
		if (ended === count) whenEnded();
	}

	async function connect(viewer: Viewer) {
		const client = await openRawClient(url, 'relay.v1', (frame) => take(viewer, frame));
		viewer.client = client;
		const place = viewer.epoch === '' ? {} : { epoch: viewer.epoch, seq: viewer.seq };
		client.send(
			JSON.stringify({
				type: 'hello',
				data: { client: { name: 'bench', version: '1' }, subs: [{ channel: 'bench', ...place }] }
			})
		);
	}

	async function connectAll() {
		greeted = 0;
		const all = new Promise<void>((resolve) => (whenGreeted = resolve));
		await Promise.all([all, ...viewers.map(connect)]);
	}

	await connectAll();
	const nextAnswer = upstream.nextAnswer();
	viewers[0]?.client?.send(
		JSON.stringify({
			type: 'llm_request',
			id: `cut-${process.hrtime.bigint()}`,
			data: { content: 'A text.', template: 'summary_brief', model: 'bench' }
		})
	);
	const answer = await nextAnswer;
	let piece = 0;
	const pieces = setInterval(() => answer.write([`piece ${(piece += 1)} `]), PIECES_EVERY_MS);
	await new Promise((resolve) => setTimeout(resolve, 10 * PIECES_EVERY_MS));

	cutAt = performance.now();
	for (const { client } of viewers) client?.socket.destroy();
	await connectAll();

	clearInterval(pieces);
	const allEnded = new Promise<void>((resolve) => (whenEnded = resolve));
	answer.end();
	await allEnded;
	for (const { client } of viewers) client?.socket.destroy();
	return recovery;
}
