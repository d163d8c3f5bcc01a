import { decodeText, type DecodedText } from './decode-text.ts';
import { FileReadError } from './file-read-error.ts';
import { readBytes } from './read-bytes.ts';

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
	const bytes = await readBytes(file, { limitBytes, signal });
	const decoded = decodeText(bytes);
	if (!decoded) throw notText(name);
	return { name, sizeBytes: bytes.length, ...decoded };
}

/** A file that should be text holds something else. */
export function notText(name: string): FileReadError {
	return new FileReadError('binary', {
		message: `Expected a text file, got ${name}, which holds binary data.`,
		suggestion: 'Save it as plain text in UTF-8 first.'
	});
}
