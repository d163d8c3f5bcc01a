import { decodeText, type DecodedText } from './decode-text.ts';

/** What one file held. The name is as the person's system gave it: outside input, like the text. */
export interface TextFile extends DecodedText {
	name: string;
	sizeBytes: number;
}

export interface ReadTextFileOptions {
	/** Stops the reading. */
	signal?: AbortSignal | undefined;
	/** The largest file that is read, 32 MiB unless told. */
	limitBytes?: number;
}

/** A file could not be read as text. `message` says what happened, `suggestion` what a person can do. */
export class FileReadError extends Error {
	override readonly name = 'FileReadError';
	readonly code: 'too_large' | 'binary' | 'unreadable';
	readonly suggestion: string;

	constructor(
		code: FileReadError['code'],
		{ message, suggestion, cause }: { message: string; suggestion: string; cause?: unknown }
	) {
		super(message, { cause });
		this.code = code;
		this.suggestion = suggestion;
	}
}

const MIB = 1024 * 1024;

/**
 * Reads a file that the person dropped or picked.
 *
 * @throws {FileReadError} `too_large`, `binary` for what is no text, `unreadable` when the system refuses
 * @throws the signal's reason, when it aborts
 */
export async function readTextFile(
	file: File,
	{ signal, limitBytes = 32 * MIB }: ReadTextFileOptions = {}
): Promise<TextFile> {
	const { name } = file;
	if (file.size > limitBytes) throw tooLarge(name, file.size, limitBytes);
	const bytes = await readBytes(file, signal);
	const decoded = decodeText(bytes);
	if (!decoded) {
		throw new FileReadError('binary', {
			message: `Expected a text file, got ${name}, which holds binary data.`,
			suggestion: 'Save it as plain text in UTF-8 first.'
		});
	}
	return { name, sizeBytes: bytes.length, ...decoded };
}

async function readBytes(file: File, signal: AbortSignal | undefined): Promise<Uint8Array> {
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

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
	let offset = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, offset);
		offset += chunk.length;
	}
	return bytes;
}

function tooLarge(name: string, sizeBytes: number, limitBytes: number): FileReadError {
	const inMib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
	return new FileReadError('too_large', {
		message: `Expected a file of at most ${inMib(limitBytes)}, got ${name} with ${inMib(sizeBytes)}.`,
		suggestion: 'Split the file, or paste the part that matters.'
	});
}
