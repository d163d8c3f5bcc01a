/**
 * The real rooms and the real link over a network that does its worst, in random order: cuts that one end or both notice,
 * clients that do not read, events that are lost or come twice, restarts. A failing schedule is printed with its seed
 * (`ASSAY_SEED` plays it again) and made short.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SCALE, SEED } from '../scale.ts';
import { schedule } from './actions.ts';
import type { Mutation } from './mutations.ts';
import { play } from './play.ts';

const SCHEDULES = SCALE.schedules;
/** A defect must be found within as many. */
const SCHEDULES_PER_MUTATION = 2000;
const TIMEOUT_MS = SCALE.timeoutMs;

test(
	`F05, F10, F16, F19, F21, F25, F27: ${SCHEDULES} schedules lose nothing, double nothing, and run every request once (seed ${SEED})`,
	{ timeout: TIMEOUT_MS },
	() => {
		fc.assert(
			fc.property(schedule, (actions) => {
				expect(play(actions)).toEqual([]);
			}),
			{ numRuns: SCHEDULES, seed: SEED }
		);
	}
);

const MUTATIONS: Record<Mutation, string> = {
	position_off_by_one: 'a client claims one event more than it has',
	no_server_dedupe: 'the relay acts on a message that was sent again',
	same_epoch_after_restart: 'a relay that began anew calls its log by the old name',
	no_gap_check: 'a client goes on behind a gap',
	no_duplicate_check: 'a client applies what it has had'
};

for (const [mutation, defect] of Object.entries(MUTATIONS) as [Mutation, string][]) {
	test(`the model finds it when ${defect}`, { timeout: TIMEOUT_MS }, () => {
		const found = fc.check(
			fc.property(schedule, (actions) => play(actions, mutation).length === 0),
			{ numRuns: SCHEDULES_PER_MUTATION, seed: SEED, endOnFailure: true }
		);
		expect({ failed: found.failed, isEarly: found.numRuns < SCHEDULES_PER_MUTATION }).toEqual({
			failed: true,
			isEarly: true
		});
	});
}
