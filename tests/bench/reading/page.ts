/** What the page of the benchmark offers to the runner: an answer that is read here or in a Worker, and shown in both cases. */
import '../../../src/app.css';
import '../growing-text/page.css';
import { createFrameScheduler } from '#lib/adapters/browser/frames.ts';
import { installTrustedTypes } from '#lib/adapters/browser/trusted-types.ts';
import { createAnswer } from '../growing-text/answer.svelte.ts';
import { readAnswer } from './read-answer.ts';
import ReaderWorker from './reader.worker.ts?worker&inline';

installTrustedTypes();
const worker = new ReaderWorker();
const frames = createFrameScheduler();

type Read = (endpoint: string, onText: (text: string) => void) => Promise<void>;

/** Resolves with the length of what is shown. */
async function show(by: 'page' | 'worker', endpoint: string): Promise<number> {
	const read: Read = by === 'page' ? readAnswer : readByWorker;
	const scroller = document.body.appendChild(document.createElement('div'));
	scroller.className = 'scroller';
	const answer = createAnswer(scroller);
	let waiting = '';

	function draw() {
		if (waiting !== '') answer.add(waiting);
		waiting = '';
		scroller.scrollTop = scroller.scrollHeight;
	}

	await read(endpoint, (text) => {
		waiting += text;
		frames.schedule(draw);
	});
	draw();
	answer.finish();
	return scroller.textContent.length;
}

const readByWorker: Read = (endpoint, onText) =>
	new Promise((resolve, reject) => {
		worker.onmessage = ({ data }: MessageEvent<{ text?: string; isOver?: boolean }>) => {
			if (data.text !== undefined) onText(data.text);
			if (data.isOver) resolve();
		};
		worker.onerror = ({ message }) => reject(new Error(message));
		worker.postMessage(endpoint);
	});

Object.assign(globalThis, { show });
