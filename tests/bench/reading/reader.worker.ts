/** Reads an answer away from the page's thread, and tells of it no more often than frames come. */
import { readAnswer } from './read-answer.ts';

/** At most one message for each frame of a screen that draws sixty a second. */
const INTERVAL_MS = 1000 / 60;

addEventListener('message', ({ data: endpoint }: MessageEvent<string>) => {
	let waiting = '';
	let isTimed = false;

	function tell() {
		isTimed = false;
		if (waiting !== '') postMessage({ text: waiting });
		waiting = '';
	}

	void readAnswer(endpoint, (text) => {
		waiting += text;
		if (!isTimed) setTimeout(tell, INTERVAL_MS);
		isTimed = true;
	}).then(
		() => {
			tell();
			postMessage({ isOver: true });
		},
		(error: unknown) => reportError(error)
	);
});
