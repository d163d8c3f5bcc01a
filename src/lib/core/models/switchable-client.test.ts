import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointState } from '#lib/protocol/service-schemas.ts';
import {
	createFakeModelClient,
	createGate,
	fakeReport,
	finished,
	PAUSE,
	settle,
	type FakeGeneration,
	type FakeModelClient
} from '#lib/core/fakes.ts';
import { ModelClientError, type EndpointReport, type GenerationEvent } from '#lib/core/ports.ts';
import { createSwitchableClient } from './switchable-client.ts';

const LM_STUDIO = 'http://127.0.0.1:1234';
const SIMULATOR = 'http://127.0.0.1:4174';

const lmStudio = (state: EndpointState) => fakeReport({ state, endpoint: LM_STUDIO });
const simulator = (state: EndpointState) => fakeReport({ state, endpoint: SIMULATOR });

/** Both servers, in states that the test may change. */
function startServers(
	primaryState: EndpointState,
	fallbackState?: EndpointState,
	generations: readonly FakeGeneration[] = [[]]
) {
	const primary = createFakeModelClient({ report: lmStudio(primaryState), generations });
	const fallback = createFakeModelClient({
		report: simulator(fallbackState ?? 'unreachable'),
		generations
	});
	const client = createSwitchableClient(
		{ endpoint: LM_STUDIO, client: primary },
		fallbackState && { endpoint: SIMULATOR, client: fallback }
	);
	return { client, primary, fallback };
}

/** What `use` refuses with. */
function refusalOf(use: () => void) {
	try {
		use();
		return undefined;
	} catch (error) {
		return error instanceof ModelClientError ? error.code : error;
	}
}

describe('at the very beginning', () => {
	test.each<EndpointState>([
		'connected',
		'cors_blocked',
		'unauthorized',
		'permission_needed',
		'not_lmstudio',
		'no_model'
	])('the primary is used if it answers at all: %s', async (state) => {
		const { client, fallback } = startServers(state, 'simulated');
		expect(await client.inspect()).toEqual(lmStudio(state));
		expect([client.endpoint(), client.alternative()]).toEqual([LM_STUDIO, undefined]);
		expect(fallback.inspections).toBe(0);
	});

	test('the fallback is used where nothing answers at the primary', async () => {
		const { client } = startServers('unreachable', 'simulated');
		expect(client.endpoint()).toBe(LM_STUDIO);
		expect(await client.inspect()).toEqual(simulator('simulated'));
		expect([client.endpoint(), client.alternative()]).toEqual([SIMULATOR, undefined]);
	});

	test('nothing is decided while neither answers', async () => {
		const { client, fallback, primary } = startServers('unreachable', 'unreachable');
		expect(await client.inspect()).toEqual(lmStudio('unreachable'));
		fallback.report = simulator('simulated');
		expect(await client.inspect()).toEqual(simulator('simulated'));
		primary.report = lmStudio('connected');
		expect(await client.inspect()).toEqual(simulator('simulated'));
	});

	test('nothing is decided by a look that was given up', async () => {
		const { client, fallback } = startServers('unreachable', 'simulated');
		expect(await client.inspect(AbortSignal.abort())).toEqual(lmStudio('unreachable'));
		expect([client.endpoint(), client.alternative()]).toEqual([LM_STUDIO, undefined]);
		expect(fallback.inspections).toBe(0);
	});

	test('two looks at once come to the same', async () => {
		const { client } = startServers('unreachable', 'simulated');
		const reports = await Promise.all([client.inspect(), client.inspect()]);
		expect(reports).toEqual([simulator('simulated'), simulator('simulated')]);
	});

	test('without a fallback there is only the primary', async () => {
		const { client } = startServers('unreachable');
		expect(await client.inspect()).toEqual(lmStudio('unreachable'));
		expect([client.endpoint(), client.alternative()]).toEqual([LM_STUDIO, undefined]);
		expect(refusalOf(() => client.use(SIMULATOR))).toBe('bad_request');
	});
});

describe('later', () => {
	test('a primary that dies is not replaced: the fallback is offered', async () => {
		const { client, primary } = startServers('connected', 'simulated');
		await client.inspect();
		primary.report = lmStudio('unreachable');
		expect(await client.inspect()).toEqual(lmStudio('unreachable'));
		expect([client.endpoint(), client.alternative()]).toEqual([LM_STUDIO, SIMULATOR]);
	});

	test('a primary that appears is offered, not used', async () => {
		const { client, primary } = startServers('unreachable', 'simulated');
		await client.inspect();
		primary.report = lmStudio('connected');
		expect(await client.inspect()).toEqual(simulator('simulated'));
		expect([client.endpoint(), client.alternative()]).toEqual([SIMULATOR, LM_STUDIO]);
	});

	test('an offer is withdrawn when the other is gone again', async () => {
		const { client, primary } = startServers('unreachable', 'simulated');
		await client.inspect();
		primary.report = lmStudio('connected');
		await client.inspect();
		primary.report = lmStudio('unreachable');
		await client.inspect();
		expect(client.alternative()).toBeUndefined();
		expect(refusalOf(() => client.use(LM_STUDIO))).toBe('bad_request');
	});

	test('an offer is withdrawn when the primary is well again', async () => {
		const { client, primary } = startServers('connected', 'simulated');
		await client.inspect();
		primary.report = lmStudio('unreachable');
		await client.inspect();
		primary.report = lmStudio('connected');
		await client.inspect();
		expect(client.alternative()).toBeUndefined();
	});

	test('an offer outlasts a look that was given up on the way', async () => {
		const { client, primary, fallback } = startServers('connected', 'simulated');
		await client.inspect();
		primary.report = lmStudio('unreachable');
		await client.inspect();
		const abort = new AbortController();
		fallback.inspect = () => {
			abort.abort();
			return Promise.resolve(simulator('unreachable'));
		};
		expect(await client.inspect(abort.signal)).toEqual(lmStudio('unreachable'));
		expect(client.alternative()).toBe(SIMULATOR);
	});
});

describe('changing over', () => {
	async function startOffer() {
		const servers = startServers('unreachable', 'simulated', [[PAUSE]]);
		await servers.client.inspect();
		servers.primary.report = lmStudio('connected');
		await servers.client.inspect();
		return servers;
	}

	test('takes the server that was offered, and no other', async () => {
		const { client } = await startOffer();
		expect(refusalOf(() => client.use('http://192.168.0.9:1234'))).toBe('bad_request');
		expect(client.endpoint()).toBe(SIMULATOR);
		client.use(LM_STUDIO);
		expect([client.endpoint(), client.alternative()]).toEqual([LM_STUDIO, undefined]);
		expect(await client.inspect()).toEqual(lmStudio('connected'));
	});

	test('is for once: the offer is used up', async () => {
		const { client } = await startOffer();
		client.use(LM_STUDIO);
		expect(refusalOf(() => client.use(LM_STUDIO))).toBe('bad_request');
		expect(refusalOf(() => client.use(SIMULATOR))).toBe('bad_request');
	});

	test('leaves runs under way where they are, and sends new ones to the other', async () => {
		const { client, primary, fallback } = await startOffer();
		const events: GenerationEvent[] = [];
		const generate = () =>
			client.generate(
				{ model: 'm', messages: [] },
				(event) => events.push(event),
				new AbortController().signal
			);
		const underWay = generate();
		await settle();
		client.use(LM_STUDIO);
		fallback.resume();
		await underWay;
		expect(events).toEqual([finished()]);
		void generate();
		expect([fallback.generated.length, primary.generated.length]).toEqual([1, 1]);
	});

	/** Makes the next looks at a server wait for the returned gate. */
	function hold(server: FakeModelClient) {
		const gate = createGate();
		const inspect = server.inspect.bind(server);
		server.inspect = async () => {
			await gate.passed;
			return inspect();
		};
		return gate;
	}

	test('while a look is under way gives that look the state of the server now in use', async () => {
		const { client, fallback } = await startOffer();
		const gate = hold(fallback);
		const report = client.inspect();
		client.use(LM_STUDIO);
		gate.open();
		expect(await report).toEqual(lmStudio('connected'));
	});

	test('to the fallback while the primary comes back stays with the fallback', async () => {
		const { client, primary } = startServers('connected', 'simulated');
		await client.inspect();
		primary.report = lmStudio('unreachable');
		await client.inspect();
		const gate = hold(primary);
		primary.report = lmStudio('connected');
		const report = client.inspect();
		client.use(SIMULATOR);
		gate.open();
		expect(await report).toEqual(simulator('simulated'));
		expect([client.endpoint(), client.alternative()]).toEqual([SIMULATOR, LM_STUDIO]);
	});
});

test('everything else goes to the server in use', async () => {
	const { client, primary, fallback } = startServers('unreachable', 'simulated');
	await client.inspect();
	const model = 'llama-3.2-3b-instruct';
	await client.load({ model, contextLength: 8192 });
	await client.unload(model);
	await client.embed({ model, texts: ['a'], purpose: 'query' });
	expect([fallback.loaded, fallback.unloaded, fallback.embedded]).toEqual([
		[{ model, contextLength: 8192 }],
		[model],
		[{ model, texts: ['a'], purpose: 'query' }]
	]);
	expect([primary.loaded, primary.unloaded, primary.embedded]).toEqual([[], [], []]);
});

test('after the first answer of either server, only the person ever changes over', async () => {
	type Turn = { primary: EndpointState; fallback: EndpointState; looks: number; accepts: boolean };
	const state = fc.constantFrom<EndpointState>(
		'unreachable',
		'unreachable',
		'connected',
		'no_model'
	);
	const turn: fc.Arbitrary<Turn> = fc.record({
		primary: state,
		fallback: fc.constantFrom<EndpointState>('unreachable', 'simulated'),
		looks: fc.integer({ min: 1, max: 3 }),
		accepts: fc.boolean()
	});
	await fc.assert(
		fc.asyncProperty(fc.array(turn, { maxLength: 12 }), async (turns) => {
			const { client, primary, fallback } = startServers('unreachable', 'unreachable');
			let expected = LM_STUDIO;
			let hasAnswered = false;
			for (const { primary: first, fallback: second, looks, accepts } of turns) {
				primary.report = lmStudio(first);
				fallback.report = simulator(second);
				const reports: EndpointReport[] = await Promise.all(
					Array.from({ length: looks }, () => client.inspect())
				);
				if (!hasAnswered && first === 'unreachable' && second !== 'unreachable')
					expected = SIMULATOR;
				hasAnswered ||= first !== 'unreachable' || second !== 'unreachable';
				expect(client.endpoint()).toBe(expected);
				for (const report of reports) expect(report.endpoint).toBe(expected);

				const other = expected === LM_STUDIO ? SIMULATOR : LM_STUDIO;
				const isOffered =
					expected === LM_STUDIO
						? first === 'unreachable' && second !== 'unreachable'
						: first !== 'unreachable';
				expect(client.alternative()).toBe(isOffered ? other : undefined);
				if (accepts && isOffered) {
					client.use(other);
					expected = other;
				}
			}
			await settle();
			expect(client.endpoint()).toBe(expected);
		}),
		{ numRuns: 500 }
	);
});
