import { median, type Benchmark } from '../figure.ts';
import type { Target } from './load.ts';
import {
	buildPrograms,
	startFloorProcess,
	startLoadProcess,
	startRelayProcess,
	type LoadProcess,
	type ServerProcess
} from './programs.ts';

const ROUNDS = 5;
const SUBSCRIBERS = 100;
const IDLE = 2000;
const CUT = 500;

/** One message at a time, as a model writes; and many at once, as they come after a pause. */
const STEADY = { bursts: 250, each: 1, everyMs: 10 };
const BURSTS = { bursts: 20, each: 64, everyMs: 10 };
/** How often the work is done before it is measured, or the measure is mostly of compilation. */
const WARM_UPS = 4;

type Pair<Value> = Record<Target, Value>;

interface Round {
	/** Microseconds of the server's processor time for each delivery. */
	steady: Pair<number>;
	burst: Pair<number>;
	/** Milliseconds. */
	latency: Pair<number>;
	/** Bytes for each idle connection. */
	memory: Pair<number>;
}

/**
 * The relay as it ships, against a server of `ws` alone, each in a process of its own, in alternated rounds: what a
 * delivery costs, how long it takes, and what an idle connection holds.
 */
export const benchmark: Benchmark = async () => {
	await buildPrograms();
	const load = await startLoadProcess();
	try {
		await playRound(load, 0);
		const rounds: Round[] = [];
		for (let round = 0; round < ROUNDS; round += 1) rounds.push(await playRound(load, round));
		const recovery = await playCuts(load);
		return {
			notes: [
				note('steady, CPU per delivery', 'µs', rounds, ({ steady }) => steady),
				note('bursts, CPU per delivery', 'µs', rounds, ({ burst }) => burst),
				note('latency p50', 'ms', rounds, ({ latency }) => latency),
				note('memory per idle connection', 'KiB', rounds, ({ memory }) => ({
					relay: memory.relay / 1024,
					floor: memory.floor / 1024
				})),
				`${CUT} clients cut at once, ${ROUNDS} times: back after p50 ${percentile(recovery.milliseconds, 0.5).toFixed(0)} ms, ` +
					`p99 ${percentile(recovery.milliseconds, 0.99).toFixed(0)} ms`
			],
			figures: [
				ratio('steady, CPU per delivery', 0.95, rounds, ({ steady }) => steady),
				ratio('bursts, CPU per delivery', 0.15, rounds, ({ burst }) => burst),
				ratio('latency p50', 1.3, rounds, ({ latency }) => latency),
				ratio('memory per idle connection', 1.6, rounds, ({ memory }) => memory),
				{ label: 'gaps after cuts', value: recovery.gaps, unit: 'events', budget: 0 },
				{ label: 'duplicates after cuts', value: recovery.duplicates, unit: 'events', budget: 0 },
				{
					label: 'resumed otherwise than exactly',
					value: recovery.inexact,
					unit: 'clients',
					budget: 0
				}
			]
		};
	} finally {
		await load.stop();
	}
};

async function playRound(load: LoadProcess, round: number): Promise<Round> {
	const found: Round = {
		steady: { relay: 0, floor: 0 },
		burst: { relay: 0, floor: 0 },
		latency: { relay: 0, floor: 0 },
		memory: { relay: 0, floor: 0 }
	};
	// Whoever is first in a round is second in the next.
	const order: Target[] = round % 2 === 0 ? ['floor', 'relay'] : ['relay', 'floor'];
	for (const target of order) {
		await withServer(target, load, async (server) => {
			await load.run({ do: 'connect', target, url: server.url, count: SUBSCRIBERS });
			const steady = await costOf(server, load, STEADY);
			found.steady[target] = steady.processor;
			found.latency[target] = median(steady.latencies);
			found.burst[target] = (await costOf(server, load, BURSTS)).processor;
		});
	}
	for (const target of order) {
		await withServer(target, load, async (server) => {
			const before = await settled(server);
			await load.run({ do: 'connect', target, url: server.url, count: IDLE });
			found.memory[target] = ((await settled(server)) - before) / IDLE;
		});
	}
	return found;
}

/** A server that has done nothing yet. */
async function withServer(
	target: Target,
	load: LoadProcess,
	use: (server: ServerProcess) => Promise<void>
) {
	const server = await (target === 'floor'
		? startFloorProcess()
		: startRelayProcess(load.upstream));
	try {
		await use(server);
	} finally {
		await server.stop();
	}
}

async function costOf(
	server: ServerProcess,
	load: LoadProcess,
	work: { bursts: number; each: number; everyMs: number }
) {
	await load.run({ do: 'publish', ...work, bursts: WARM_UPS * work.bursts });
	const before = await server.measure('processor');
	const { latencies } = await load.run({ do: 'publish', ...work });
	const used = (await server.measure('processor')) - before;
	return { processor: used / latencies.length, latencies };
}

/** Memory once garbage is gone, which takes a moment: buffers are given back by a thread of its own. */
async function settled(server: ServerProcess): Promise<number> {
	let least = await server.measure('memory');
	for (let look = 0; look < 3; look += 1) {
		await new Promise((resolve) => setTimeout(resolve, 300));
		least = Math.min(least, await server.measure('memory'));
	}
	return least;
}

async function playCuts(load: LoadProcess) {
	const all = { milliseconds: [] as number[], gaps: 0, duplicates: 0, inexact: 0 };
	const relay = await startRelayProcess(load.upstream);
	try {
		for (let round = 0; round < ROUNDS; round += 1) {
			const { recovery } = await load.run({ do: 'cut', url: relay.url, count: CUT });
			if (!recovery) throw new Error('Expected a report of the cut, got none');
			all.milliseconds.push(...recovery.milliseconds);
			all.gaps += recovery.gaps;
			all.duplicates += recovery.duplicates;
			all.inexact += recovery.inexact;
		}
	} finally {
		await relay.stop();
	}
	return all;
}

function ratio(label: string, budget: number, rounds: Round[], of: (round: Round) => Pair<number>) {
	const value = median(rounds.map(of).map(({ relay, floor }) => relay / floor));
	return { label, value, unit: '× ws', budget };
}

function note(label: string, unit: string, rounds: Round[], of: (round: Round) => Pair<number>) {
	const middle = (target: Target) => median(rounds.map((round) => of(round)[target])).toFixed(2);
	return `${label}: relay ${middle('relay')} ${unit}, ws ${middle('floor')} ${unit}`;
}

function percentile(values: readonly number[], part: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}
