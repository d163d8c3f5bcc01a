import { expect, test } from 'vitest';
import { FileReadError } from './file-read-error.ts';
import { readTextFile } from './read-text-file.ts';

const MIB = 1024 * 1024;

/** A file whose content comes as `stream` gives it. */
function fileOf(name: string, source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>>): File {
	return Object.assign(new File([], name), { stream: () => new ReadableStream(source) });
}

test('reads a file with its name, size and encoding', async () => {
	const file = new File(['Grüße\r\n'], 'notes.txt');
	expect(await readTextFile(file)).toEqual({
		name: 'notes.txt',
		sizeBytes: 9,
		text: 'Grüße\r\n',
		encoding: 'utf-8',
		guessed: false
	});
});

test('joins what comes in pieces, also within a character', async () => {
	const pieces = [...new TextEncoder().encode('日本 😀')].map((byte) => new Uint8Array([byte]));
	const file = fileOf('pieces.txt', {
		start: (controller) => {
			for (const piece of pieces) controller.enqueue(piece);
			controller.close();
		}
	});
	expect(await readTextFile(file)).toMatchObject({ text: '日本 😀', sizeBytes: 11 });
});

test('refuses a file above the limit without reading it', async () => {
	const file = new File([new Uint8Array(2.5 * MIB)], 'huge.log');
	await expect(readTextFile(file, { limitBytes: 2 * MIB })).rejects.toEqual(
		new FileReadError('too_large', {
			message: 'Expected a file of at most 2.0 MiB, got huge.log with 2.5 MiB.',
			suggestion: 'Split the file, or paste the part that matters.'
		})
	);
	await expect(readTextFile(new File(['12345'], 'five'), { limitBytes: 5 })).resolves.toBeTruthy();
});

test('refuses binary data', async () => {
	const file = new File([new Uint8Array([1, 0, 2])], 'picture.png');
	await expect(readTextFile(file)).rejects.toMatchObject({ name: 'FileReadError', code: 'binary' });
});

test('tells when the system cannot read the file, and why', async () => {
	const cause = new DOMException('The file has changed', 'NotReadableError');
	const file = fileOf('gone.txt', {
		start: (controller) => {
			controller.error(cause);
		}
	});
	await expect(readTextFile(file)).rejects.toMatchObject({ code: 'unreadable', cause });
});

test('stops reading when it is cancelled', async () => {
	const stop = new AbortController();
	const reason = new Error('another file was dropped');
	let cancelledWith: unknown;
	const file = fileOf('slow.txt', {
		pull: () => {
			stop.abort(reason);
			// The rest never comes.
			return new Promise(() => {});
		},
		cancel: (given) => {
			cancelledWith = given;
		}
	});
	await expect(readTextFile(file, { signal: stop.signal })).rejects.toBe(reason);
	expect(cancelledWith).toBe(reason);
});

test('reads nothing for a signal that was aborted before', async () => {
	const reason = new Error('closed');
	const signal = AbortSignal.abort(reason);
	await expect(readTextFile(new File(['text'], 'a.txt'), { signal })).rejects.toBe(reason);
});
