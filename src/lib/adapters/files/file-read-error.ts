/** A file could not be read. `message` says what was expected and what came, `suggestion` what a person can do. */
export class FileReadError extends Error {
	override readonly name = 'FileReadError';
	readonly code:
		'too_large' | 'binary' | 'unreadable' | 'unsupported' | 'damaged' | 'protected' | 'no_text';
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

/** A file is larger than is read. */
export function tooLarge(name: string, sizeBytes: number, limitBytes: number): FileReadError {
	const inMib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
	return new FileReadError('too_large', {
		message: `Expected a file of at most ${inMib(limitBytes)}, got ${name} with ${inMib(sizeBytes)}.`,
		suggestion: 'Split the file, or paste the part that matters.'
	});
}
