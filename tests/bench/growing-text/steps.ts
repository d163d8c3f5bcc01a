import type { Contender } from './contender.ts';

const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_STEP = 10;
const TENTHS = 10;

/** A run that goes on by tenths, so that the runner can look at the processor's time between them. */
interface Run {
	/** Shows the next tenth; says how many tokens that were. */
	nextTenth: () => Promise<number>;
	/** Throws unless the text has been shown. */
	end: () => void;
}

/** Makes a run of one contender in a scroller of its own. */
export function startRun(
	create: ((target: HTMLElement) => Contender) | undefined,
	text: string
): void {
	if (!create) throw new Error('Expected the name of a contender, got none');
	const scroller = document.body.appendChild(document.createElement('div'));
	scroller.className = 'scroller';
	// Without them nothing scrolls, and all of it is laid out: that measures something else.
	if (getComputedStyle(scroller).overflowY !== 'auto') {
		throw new Error('Expected the page to have its styles, it has none');
	}
	const contender = create(scroller);
	const pieces = cut(text);
	const steps = Math.ceil(pieces.length / TOKENS_PER_STEP);
	let step = 0;
	let tenth = 0;

	const run: Run = {
		async nextTenth() {
			tenth += 1;
			const end = Math.floor((steps * tenth) / TENTHS);
			const first = step;
			for (; step < end; step += 1) {
				contender.add(pieces.slice(step * TOKENS_PER_STEP, (step + 1) * TOKENS_PER_STEP).join(''));
				// Asks for style and layout at once, as following the end does.
				scroller.scrollTop = scroller.scrollHeight;
				await nextTask();
			}
			if (tenth === TENTHS) {
				await contender.allShown?.();
				scroller.scrollTop = scroller.scrollHeight;
				await nextTask();
			}
			return (step - first) * TOKENS_PER_STEP;
		},
		end() {
			contender.finish();
			const shown = scroller.textContent.length;
			contender.remove();
			scroller.remove();
			if (shown < text.length / 2) {
				throw new Error(`Expected most of ${text.length} characters to be shown, got ${shown}`);
			}
		}
	};
	Object.assign(globalThis, { run });
}

export function cut(text: string): string[] {
	const pieces: string[] = [];
	for (let at = 0; at < text.length; at += CHARACTERS_PER_TOKEN) {
		pieces.push(text.slice(at, at + CHARACTERS_PER_TOKEN));
	}
	return pieces;
}

/** Lets the browser draw and handle what waits, without the least delay of a timer. */
function nextTask(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(undefined);
	});
}
