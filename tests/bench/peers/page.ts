/** What the page of the benchmark offers to the runner: each way to show a growing answer. */
import '../../../src/app.css';
import '../growing-text/page.css';
import { createAnswer } from '../growing-text/answer.svelte.ts';
import type { Contender } from '../growing-text/contender.ts';
import { makeLongAnswer } from '../growing-text/long-answer.ts';
import { startRun } from '../growing-text/steps.ts';
import { seededRandom } from '../seeded-random.ts';
import { createMarkedAndPurify } from './marked-and-purify.ts';
import { createStreamdown } from './streamdown.svelte.ts';
import { createStreamingMarkdown } from './streaming-markdown.ts';

const CONTENDERS: Record<string, (target: HTMLElement) => Contender> = {
	ours: createAnswer,
	'marked + DOMPurify + innerHTML': createMarkedAndPurify,
	'streaming-markdown': createStreamingMarkdown,
	...(createStreamdown && { 'svelte-streamdown': createStreamdown })
};

Object.assign(globalThis, {
	peers: Object.keys(CONTENDERS).filter((name) => name !== 'ours'),
	start: (name: string, length: number) =>
		startRun(CONTENDERS[name], makeLongAnswer(length, seededRandom(11)))
});
