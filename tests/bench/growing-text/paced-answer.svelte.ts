/** The answer view of the program, shown what has come when the program shows it: at its pace. */
import { flushSync, mount, unmount } from 'svelte';
import { browserClock } from '#lib/adapters/browser/browser-clock.ts';
import { createFrameScheduler } from '#lib/adapters/browser/frames.ts';
import { Pieces } from '#lib/core/markdown/pieces.ts';
import AnswerView from '#lib/parts/answer/AnswerView.svelte';
import { answerPaceMs } from '#lib/state/answer-pace.ts';
import { createPacedFrames } from '#lib/state/paced-frames.ts';
import type { Contender } from './contender.ts';

export function createPacedAnswer(target: HTMLElement): Contender {
	const frames = createPacedFrames(createFrameScheduler(), browserClock, (pieces) =>
		answerPaceMs(pieces, false)
	);
	const growing = new Pieces();
	const props = $state({ text: '', growing, isStreaming: true });
	const view = mount(AnswerView, { target, props });
	let text = '';

	function show() {
		props.text = text;
		flushSync();
	}

	return {
		add(piece) {
			growing.add(piece);
			text += piece;
			frames.schedule(show);
		},
		allShown: () => new Promise((resolve) => frames.schedule(resolve)),
		finish() {
			props.text = text;
			props.isStreaming = false;
			flushSync();
		},
		remove: () => void unmount(view)
	};
}
