import { errorText } from '#lib/core/error-text.ts';
import type { HashText } from '#lib/core/ports.ts';
import { FileReadError } from './file-read-error.ts';
import { readDocument, type HeavyReaders } from './read-document.ts';
import type { ReadFileRequest, WorkerMessage } from './worker-messages.ts';

/** A multiple of the block that the store keeps, short enough that the page takes each in without a pause. */
const PIECE_LENGTH = 64 * 16 * 1024;

/** Reads the files that a Worker is sent, and posts what they become. Nothing that a file does ends it. */
export function serveReading(hashText: HashText, heavy: HeavyReaders): void {
	addEventListener('message', ({ data }: MessageEvent<unknown>) => {
		if (isRequest(data)) void answer(data);
	});
	post({ type: 'started' });

	async function answer({ id, file }: ReadFileRequest) {
		try {
			const onProgress = (progress: number) => post({ type: 'progress', id, progress });
			const { text, map, kind, encoding, warnings } = await readDocument(file, onProgress, heavy);
			const contentHash = await hashText(text);
			for (const piece of piecesOf(text)) post({ type: 'piece', id, text: piece });
			post({ type: 'read', id, kind, encoding, warnings, contentHash, map });
		} catch (error) {
			post({ type: 'failed', id, ...reasonOf(error, file.name) });
		}
	}
}

/** A text in pieces that the page can take in one after the other. */
export function piecesOf(text: string): string[] {
	const count = Math.ceil(text.length / PIECE_LENGTH);
	return Array.from({ length: count }, (_, index) =>
		text.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH)
	);
}

/** What a person reads of an error: one that no reader foresaw is told as it is. */
export function reasonOf(error: unknown, name: string): { message: string; suggestion: string } {
	if (error instanceof FileReadError) {
		return { message: error.message, suggestion: error.suggestion };
	}
	const reason = errorText(error);
	return {
		message: `${name} could not be read: ${reason}`,
		suggestion: 'Open it in its own program to see whether it is whole, and save it anew.'
	};
}

function post(message: WorkerMessage) {
	postMessage(message);
}

/** The page is the only one who can send messages to its Worker, so the type is enough to know one by. */
function isRequest(data: unknown): data is ReadFileRequest {
	return typeof data === 'object' && data !== null && 'type' in data && data.type === 'read_file';
}
