/** The answer view of the program, fed as a run feeds it. */
import { flushSync, mount, unmount } from 'svelte';
import { Pieces } from '#lib/core/markdown/pieces.ts';
import AnswerView from '#lib/parts/answer/AnswerView.svelte';
import type { Contender } from './contender.ts';

export function createAnswer(target: HTMLElement): Contender {
	const growing = new Pieces();
	const props = $state({ text: '', growing, isStreaming: true });
	const view = mount(AnswerView, { target, props });
	return {
		add(piece) {
			growing.add(piece);
			props.text += piece;
			flushSync();
		},
		finish() {
			props.isStreaming = false;
			flushSync();
		},
		remove: () => void unmount(view)
	};
}
