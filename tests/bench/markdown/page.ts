/** What the page of the benchmark offers to the runner: a contender that is fed a tenth of a text at a time. */
import '../../../src/app.css';
import '../growing-text/page.css';
import { seededRandom } from '../seeded-random.ts';
import { createAnswer } from '../growing-text/answer.svelte.ts';
import { createPacedAnswer } from '../growing-text/paced-answer.svelte.ts';
import type { Contender } from '../growing-text/contender.ts';
import { createFloor } from './floor.ts';
import { makeLongAnswer } from '../growing-text/long-answer.ts';
import { createOneTextNode } from './one-text-node.ts';
import { startRun } from '../growing-text/steps.ts';

const CONTENDERS: Record<string, (target: HTMLElement) => Contender> = {
	ours: createAnswer,
	paced: createPacedAnswer,
	floor: createFloor,
	oneTextNode: createOneTextNode
};

Object.assign(globalThis, {
	start: (name: string, length: number) =>
		startRun(CONTENDERS[name], makeLongAnswer(length, seededRandom(11)))
});
