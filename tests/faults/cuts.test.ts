/**
 * Cuts over real sockets, at every byte of what a relay sends during a session: the real relay, a TCP proxy that breaks
 * connections off, and the real link. However it was cut, the page has the whole answer once, and the request ran once.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bus } from '#lib/core/bus/bus.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { closeAfterTest, openRelay } from '../relay/relay-world.ts';
import { openPage, withWebSocket } from './page.ts';
import { SCALE, SEED } from './scale.ts';

withWebSocket();

const EVENTS = SCALE.isFull ? 80 : 40;
/** How many sessions run beside each other, each through a proxy of its own. */
const LANES = SCALE.isFull ? 24 : 8;
/** A person with a profession is several code points, of which each comes by itself; a letter and its accent, too. */
const PIECES = [
	'The ',
	'ship ',
	'👩',
	'\u{200d}',
	'🚀',
	' is ',
	'e',
	'\u{301}',
	', 語 ',
	'\u{1f1e9}',
	'\u{1f1ea}',
	'. '
];
const ANSWER = Array.from({ length: EVENTS }, (_, at) => PIECES[at % PIECES.length] ?? '').join('');

/** Answers each request with all pieces, a few in each turn of the event loop. */
function serveAnswer(executed: Map<string, number>) {
	return (bus: Bus) =>
		bus.subscribe({ type: 'llm_request' }, ({ id, data }) => {
			if (id === undefined) return;
			executed.set(id, (executed.get(id) ?? 0) + 1);
			bus.publish({
				type: 'request_started',
				request_id: id,
				data: { request_id: id, template: data.template, content_hash: 'hash' }
			});
			let at = 0;
			let off = 0;
			const goOn = () => {
				for (const last = at + 4; at < Math.min(last, EVENTS); at += 1) {
					const chunk = PIECES[at % PIECES.length] ?? '';
					const data = { chunk, is_final: false };
					bus.publish({ type: 'llm_chunk', request_id: id, kind: 'text', off, data });
					off += chunk.length;
				}
				if (at < EVENTS) setImmediate(goOn);
				else {
					bus.publish({
						type: 'llm_chunk',
						request_id: id,
						kind: 'text',
						off,
						data: { chunk: '', is_final: true },
						meta: { finish_reason: 'stop' }
					});
				}
			};
			goOn();
		});
}

async function openWorld() {
	/** How often each request ran. */
	const executed = new Map<string, number>();
	const relay = await openRelay({
		upstream: 'http://127.0.0.1:9',
		attach: serveAnswer(executed),
		limits: {
			gatherCharacters: 1,
			channels: 1_000_000,
			connections: 100_000,
			waitingOfAddress: 1000
		}
	});
	let sessions = 0;
	return {
		executed,
		relay,
		async openProxy() {
			const proxy = await startFaultProxy(relay.port);
			closeAfterTest(() => proxy.close());
			return proxy;
		},
		/** A whole session of which the first `cuts` connections end after `bytes`; tells whether that was soon enough to matter. */
		async play(proxy: FaultProxy, bytes: number, cuts = 1) {
			sessions += 1;
			const id = `q-${sessions}`;
			let losses = 0;
			proxy.set({ cutAfterBytes: bytes });
			const page = openPage(proxy, `cuts-${sessions}`, {
				onStatus({ state }) {
					if (state !== 'waiting') return;
					losses += 1;
					if (losses >= cuts) proxy.set({});
				}
			});
			page.ask(id);
			await page.until(() => page.finals(id) > 0);
			const { text, status } = page.view(id);
			const ran = executed.get(id);
			page.close();
			executed.delete(id);
			return { wasCut: losses > 0, result: { text, status, finals: page.finals(id), ran } };
		}
	};
}

const WHOLE = { text: ANSWER, status: 'done', finals: 1, ran: 1 };

/** The first number of bytes at which a cut comes too late. */
async function lengthOfSession(world: Awaited<ReturnType<typeof openWorld>>) {
	const proxy = await world.openProxy();
	let [cutAt, wholeAt] = [0, 256];
	while ((await world.play(proxy, wholeAt)).wasCut) [cutAt, wholeAt] = [wholeAt, wholeAt * 2];
	while (wholeAt - cutAt > 1) {
		const middle = Math.floor((cutAt + wholeAt) / 2);
		if ((await world.play(proxy, middle)).wasCut) cutAt = middle;
		else wholeAt = middle;
	}
	return wholeAt;
}

/** The offsets below `length`: `count` of them that the seed draws, or all if there are no more. */
function offsets(length: number, count: number): number[] {
	const all = Array.from({ length }, (_, at) => at);
	if (count >= length) return all;
	return (
		fc.sample(fc.shuffledSubarray(all, { minLength: count, maxLength: count }), {
			numRuns: 1,
			seed: SEED
		})[0] ?? []
	);
}

async function playAll(cuts: number, count: number) {
	const world = await openWorld();
	const length = await lengthOfSession(world);
	expect(length).toBeGreaterThan(EVENTS * 100);
	const left = offsets(length, count);
	const planned = left.length;
	const failed: unknown[] = [];
	let played = 0;
	let wereCut = 0;
	await Promise.all(
		Array.from({ length: LANES }, async () => {
			const proxy = await world.openProxy();
			for (let bytes = left.pop(); bytes !== undefined; bytes = left.pop()) {
				const { result, wasCut } = await world.play(proxy, bytes, cuts);
				played += 1;
				if (wasCut) wereCut += 1;
				if (JSON.stringify(result) !== JSON.stringify(WHOLE)) failed.push({ bytes, ...result });
			}
		})
	);
	expect({ failed, played }).toEqual({ failed: [], played: planned });
	// Who is there is told when it is, so a session is now and then some bytes shorter.
	expect(wereCut).toBeGreaterThan(0.95 * planned);
}

const where = SCALE.isFull ? 'every byte' : `200 bytes of seed ${SEED}`;

test(
	`F01, F03, F04, F24: a session that is cut at ${where} ends with the whole answer, once`,
	{ timeout: SCALE.timeoutMs },
	() => playAll(1, SCALE.isFull ? Infinity : 200)
);

test(
	'F02: a session that is cut three times at the same byte ends with the whole answer, once',
	{ timeout: SCALE.timeoutMs },
	() => playAll(3, SCALE.isFull ? 2000 : 40)
);

test('F24, F46: a session in which every byte comes by itself ends with the whole answer, once', async () => {
	const world = await openWorld();
	const proxy = await startFaultProxy(world.relay.port, { slice: true });
	closeAfterTest(() => proxy.close());
	const page = openPage(proxy, 'slices');
	page.ask('q');
	await page.until(() => page.finals('q') > 0);
	expect(page.view('q')).toMatchObject({ text: ANSWER, status: 'done' });
});

test(
	'F37: a page whose network goes dark in both directions comes back by itself, and has missed nothing',
	{ timeout: SCALE.timeoutMs },
	async () => {
		const { relay, executed } = await openWorld();
		const proxy = await startFaultProxy(relay.port);
		closeAfterTest(() => proxy.close());
		const page = openPage(proxy, 'dark', {
			speed: SCALE.isFull ? 1 : 20,
			// What was dark stays dark; the next connection finds another way.
			onStatus({ state }) {
				if (state === 'waiting') proxy.set({});
			}
		});
		await page.until(() => page.states.at(-1) === 'open');
		proxy.set({ blackhole: true });
		page.ask('q');
		await page.until(() => page.finals('q') > 0);
		expect({ ...page.view('q'), ran: executed.get('q'), states: page.states }).toMatchObject({
			text: ANSWER,
			status: 'done',
			ran: 1,
			states: ['connecting', 'greeting', 'open', 'waiting', 'connecting', 'greeting', 'open']
		});
	}
);
