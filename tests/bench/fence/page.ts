/** What the page of the benchmark offers to the runner: a fence of so many lines that grows in a contender. */
import '../../../src/app.css';
import '../growing-text/page.css';
import './fence.css';
import { loadHighlighting } from '#lib/parts/answer/load-highlighting.ts';
import { createAnswer } from '../growing-text/answer.svelte.ts';
import type { Contender } from '../growing-text/contender.ts';
import { startRun } from '../growing-text/steps.ts';
import { seededRandom } from '../seeded-random.ts';
import { createFloor } from './floor.ts';
import { makeLongCode } from './long-code.ts';

/** What colours code is there before the first line comes. */
const loading = loadHighlighting('js');

/** The answer view, which must have coloured the code in the end. */
function createHighlightedFence(target: HTMLElement): Contender {
	const answer = createAnswer(target);
	let lines = 1;
	answer.add('```js\n');
	return {
		...answer,
		add(piece) {
			lines += piece.split('\n').length - 1;
			answer.add(piece);
		},
		finish() {
			const keywords = target.querySelectorAll('.line > .keyword').length;
			if (keywords < lines / 3) {
				throw new Error(`Expected ${lines} lines in colours, got ${keywords} keywords in them`);
			}
			answer.finish();
		}
	};
}

Object.assign(globalThis, {
	async start(name: string, lines: number) {
		await loading;
		startRun(
			name === 'ours' ? createHighlightedFence : createFloor,
			makeLongCode(lines, seededRandom(5))
		);
	}
});
