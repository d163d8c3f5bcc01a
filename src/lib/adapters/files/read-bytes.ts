import { FileReadError, tooLarge } from './file-read-error.ts';

/**
 * Reads all bytes of a file.
 *
 * @throws {FileReadError} `too_large` without having read it, `unreadable` when the system refuses
 * @throws the signal's reason, when it aborts
 */
export async function readBytes(
	file: File,
	{ limitBytes, signal }: { limitBytes: number; signal?: AbortSignal | undefined }
): Promise<Uint8Array<ArrayBuffer>> {
	if (file.size > limitBytes) throw tooLarge(file.name, file.size, limitBytes);
	const chunks: Uint8Array[] = [];
	const sink = new WritableStream<Uint8Array>({
		write: (chunk) => {
			chunks.push(chunk);
		}
	});
	try {
		await file.stream().pipeTo(sink, signal ? { signal } : {});
	} catch (error) {
		signal?.throwIfAborted();
		throw new FileReadError('unreadable', {
			message: `The browser could not read ${file.name}.`,
			suggestion:
				'Check that the file still exists, is no folder and has not changed, then add it again.',
			cause: error
		});
	}
	return concatenate(chunks);
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
	let offset = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, offset);
		offset += chunk.length;
	}
	return bytes;
}
