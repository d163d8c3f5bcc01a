/** What the page of the benchmark offers to the runner: a contender that is fed a tenth of a text at a time. */
import '../../../src/app.css';
import './page.css';
import { seededRandom } from '../seeded-random.ts';
import { createAnswer } from './answer.svelte.ts';
import type { Contender } from './contender.ts';
import { createFloor } from './floor.ts';
import { makeLongAnswer } from './long-answer.ts';
import { createOneTextNode } from './one-text-node.ts';
import { startRun } from './steps.ts';

const CONTENDERS: Record<string, (target: HTMLElement) => Contender> = {
	ours: createAnswer,
	floor: createFloor,
	oneTextNode: createOneTextNode
};

Object.assign(globalThis, {
	start: (name: string, length: number) =>
		startRun(CONTENDERS[name], makeLongAnswer(length, seededRandom(11)))
});
