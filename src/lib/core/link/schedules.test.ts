/**
 * Whatever the network does, and however often: after it has come to rest the page knows what the relay knows. Schedules
 * of cuts, losses, restarts and trimmed logs are drawn at random; a failing one is printed with its seed, and made short.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRunFold, type RunFold } from '#lib/core/analysis/run-fold.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { createFakeIds } from '#lib/core/fakes.ts';
import type { Message } from '#lib/protocol/message.ts';
import { bridgeBus } from './bridge-bus.ts';
import { createLinkWorld } from './fakes.ts';

const SCHEDULES = 400;

/** Several at once, so that answers overlap. */
const REQUESTS = ['q0', 'q1', 'q2'];

type Action =
	| { do: 'ask' | 'write' | 'finish' | 'cancel'; request: number }
	| { do: 'arrive'; to: 'client' | 'relay'; frames: number }
	| { do: 'cut' | 'lose' | 'repeat' | 'restart' | 'wake' }
	| { do: 'trim'; keep: number }
	| { do: 'wait'; ms: number };

const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), request: fc.nat(2) }) },
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('arrive' as const),
			to: fc.constantFrom('client' as const, 'relay' as const),
			frames: fc.integer({ min: 1, max: 6 })
		})
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constantFrom('ask' as const, 'finish' as const),
			request: fc.nat(2)
		})
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), request: fc.nat(2) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constantFrom('cut' as const, 'lose' as const, 'repeat' as const, 'wake' as const)
		})
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const), keep: fc.nat(4) }) },
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			ms: fc.constantFrom(50, 300, 1100, 6000, 21_000)
		})
	}
);

interface Run {
	fold: RunFold;
	finals: number;
	afterFinal: number;
	/** Pieces that neither went on where the text ended nor began it anew, as a snapshot does. */
	misplaced: number;
}

function play(actions: readonly Action[]) {
	const { relay, link, clock, wake } = createLinkWorld();
	const { bus, errors } = createFakeBus({ clock });
	const runs = new Map<string, Run>();
	let words = 0;

	function ask(id: string) {
		if (runs.has(id)) return;
		const run: Run = { fold: createRunFold(0), finals: 0, afterFinal: 0, misplaced: 0 };
		runs.set(id, run);
		bus.subscribe({ request_id: id }, (message: Message) => {
			if (run.finals > 0) run.afterFinal += 1;
			if (message.type === 'llm_chunk' && message.data.is_final) run.finals += 1;
			if (message.type === 'llm_chunk' && message.off !== 0) {
				if (!message.data.is_final && message.off !== run.fold.view().text.length)
					run.misplaced += 1;
			}
			run.fold.apply(message, 0);
		});
		bus.publish({ type: 'llm_request', id, data: { content: 'A text.', template: 't' } });
	}

	function act(each: Action) {
		const { toClient = [] } = relay.sockets.at(-1) ?? {};
		switch (each.do) {
			case 'ask':
				ask(REQUESTS[each.request] ?? 'q');
				return;
			case 'write':
				words += 1;
				relay.write(REQUESTS[each.request] ?? 'q', `w${words} `);
				return;
			case 'finish':
				relay.finish(REQUESTS[each.request] ?? 'q');
				return;
			case 'cancel':
				bus.publish({
					type: 'cancel',
					data: { request_id: REQUESTS[each.request] ?? 'q' }
				});
				return;
			case 'arrive':
				for (let frame = 0; frame < each.frames; frame += 1) relay.step(each.to);
				return;
			case 'cut':
				relay.socket.close(1006);
				return;
			case 'lose':
				// TCP loses nothing, but a relay may: the client must notice.
				if (toClient[0] && 'seq' in toClient[0]) toClient.shift();
				return;
			case 'repeat':
				if (toClient[0] && 'seq' in toClient[0]) toClient.unshift(toClient[0]);
				return;
			case 'restart':
				relay.restart();
				return;
			case 'trim':
				relay.trim(each.keep);
				return;
			case 'wait':
				clock.elapse(each.ms);
				return;
			case 'wake':
				wake();
				return;
		}
	}

	bridgeBus({
		bus,
		link,
		clock,
		newId: createFakeIds(),
		address: 'http://relay.test',
		onStatus: () => {},
		onPresence: () => {}
	});
	ask('q0');
	for (const each of actions) act(each);
	// From here on nothing goes wrong any more.
	for (let second = 0; second < 60; second += 1) {
		clock.elapse(1000);
		relay.flush();
	}
	for (const id of REQUESTS) relay.finish(id);
	for (let second = 0; second < 30; second += 1) {
		clock.elapse(1000);
		relay.flush();
	}
	return { relay, link, runs, errors };
}

test(`${SCHEDULES} schedules lose nothing, double nothing, and end every request once`, () => {
	fc.assert(
		fc.property(fc.array(action, { minLength: 30, maxLength: 120, size: 'max' }), (actions) => {
			const { relay, link, runs, errors } = play(actions);
			expect(link.status.state).toBe('open');
			expect(errors).toEqual([]);
			const wasRestarted = actions.some((each) => each.do === 'restart');
			for (const [id, { fold, finals, afterFinal, misplaced }] of runs) {
				const { status, text } = fold.view();
				expect({ id, finals, afterFinal, misplaced }).toEqual({
					id,
					finals: 1,
					afterFinal: 0,
					misplaced: 0
				});
				const kept = relay.requests.get(id);
				// What was stopped before it left the page never was at the relay.
				if (status === 'stopped') expect(kept).toBeUndefined();
				else if (!wasRestarted)
					expect({ id, status, text }).toEqual({ id, status: 'done', text: kept?.text });
				else if (status === 'done') expect(text.endsWith(kept?.text ?? '')).toBe(true);
			}
		}),
		{ numRuns: SCHEDULES }
	);
});

test('a schedule in which nothing goes wrong ends with every answer whole', () => {
	const { relay, runs } = play([
		{ do: 'arrive', to: 'relay', frames: 1 },
		{ do: 'arrive', to: 'client', frames: 3 },
		{ do: 'ask', request: 0 },
		{ do: 'ask', request: 1 },
		{ do: 'arrive', to: 'relay', frames: 3 },
		{ do: 'write', request: 0 },
		{ do: 'write', request: 1 },
		{ do: 'write', request: 0 }
	]);
	expect([...runs.values()].map(({ fold }) => fold.view())).toMatchObject([
		{ status: 'done', text: 'w1 w3 ' },
		{ status: 'done', text: 'w2 ' }
	]);
	expect(relay.executed.filter((id) => id.startsWith('q'))).toEqual(['q0', 'q1']);
});
