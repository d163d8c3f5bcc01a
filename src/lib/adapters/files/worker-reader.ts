import {
	DocumentReadError,
	type DocumentReader,
	type DocumentReading,
	type HashText
} from '#lib/core/ports.ts';
import { readDocument } from './read-document.ts';
import { piecesOf, reasonOf } from './serve-reading.ts';
import { WorkerMessage, type ReadFileRequest } from './worker-messages.ts';

/** The part of a Worker that is used here. */
export type ReadingWorker = Pick<
	Worker,
	'postMessage' | 'terminate' | 'addEventListener' | 'removeEventListener'
>;

/**
 * Reads files in a Worker, which is started by the first file, lives on for the next, and is ended when a file is
 * cancelled: whatever it is at stops at once. Where no Worker starts, texts are read on the page, and only they.
 *
 * @param startWorker may throw, or give a Worker that fails before it says that it started
 */
export function createWorkerReader(
	startWorker: () => Promise<ReadingWorker>,
	hashText: HashText
): DocumentReader {
	let worker: ReadingWorker | undefined;
	let hasStarted = false;
	let isRefused = false;
	let count = 0;

	async function workerOrNone(): Promise<ReadingWorker | undefined> {
		if (worker || isRefused) return worker;
		try {
			worker = await startWorker();
		} catch {
			isRefused = true;
		}
		return worker;
	}

	function endWorker() {
		worker?.terminate();
		worker = undefined;
	}

	return {
		async read(file, { signal, onProgress }) {
			signal.throwIfAborted();
			const used = await workerOrNone();
			signal.throwIfAborted();
			if (!used) return readHere(file, onProgress, hashText);
			count += 1;
			const outcome = await askWorker(used, { id: count, file }, { signal, onProgress });
			if (outcome.state === 'read') {
				hasStarted = true;
				return outcome.reading;
			}
			if (outcome.state === 'refused') {
				hasStarted = true;
				throw new DocumentReadError(outcome.message, outcome.suggestion);
			}
			endWorker();
			signal.throwIfAborted();
			if (hasStarted || outcome.hasStarted) {
				throw new DocumentReadError(
					`Reading ${file.name} took more than this browser has: its reader was ended.`,
					'Split the file, or save it as plain text.'
				);
			}
			isRefused = true;
			return readHere(file, onProgress, hashText);
		}
	};
}

type Outcome =
	| { state: 'read'; reading: DocumentReading }
	| { state: 'refused'; message: string; suggestion: string }
	/** The Worker is of no use any more: it failed as a whole, or the reading was cancelled. */
	| { state: 'ended'; hasStarted: boolean };

function askWorker(
	worker: ReadingWorker,
	{ id, file }: { id: number; file: File },
	{ signal, onProgress }: { signal: AbortSignal; onProgress: (progress: number) => void }
): Promise<Outcome> {
	return new Promise((resolve) => {
		const pieces: string[] = [];
		let hasStarted = false;
		function end(outcome: Outcome) {
			worker.removeEventListener('message', receive);
			worker.removeEventListener('error', fail);
			signal.removeEventListener('abort', fail);
			resolve(outcome);
		}
		function fail() {
			end({ state: 'ended', hasStarted });
		}
		function receive(event: Event) {
			// Libraries that run in the Worker may post messages of their own.
			const message =
				event instanceof MessageEvent ? WorkerMessage.safeParse(event.data).data : undefined;
			if (message?.type === 'started') hasStarted = true;
			if (!message || message.type === 'started' || message.id !== id) return;
			if (message.type === 'progress') onProgress(message.progress);
			else if (message.type === 'piece') pieces.push(message.text);
			else if (message.type === 'failed') end({ state: 'refused', ...message });
			else {
				const { kind, contentHash, map, encoding, warnings } = message;
				const reading = { kind, contentHash, map, encoding, warnings, pieces };
				end({ state: 'read', reading });
			}
		}
		worker.addEventListener('message', receive);
		worker.addEventListener('error', fail);
		signal.addEventListener('abort', fail);
		worker.postMessage({ type: 'read_file', id, file } satisfies ReadFileRequest);
	});
}

async function readHere(
	file: File,
	onProgress: (progress: number) => void,
	hashText: HashText
): Promise<DocumentReading> {
	try {
		const { text, ...rest } = await readDocument(file, onProgress);
		return { ...rest, contentHash: await hashText(text), pieces: piecesOf(text) };
	} catch (error) {
		const { message, suggestion } = reasonOf(error, file.name);
		throw new DocumentReadError(message, suggestion, { cause: error });
	}
}
