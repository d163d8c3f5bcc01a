import { safeFileName } from './safe-file-name.ts';

/** Some browsers read the blob only after the click; a minute is more than any needs. */
const KEPT_FOR_MS = 60_000;

/**
 * Saves a text as a file in the person's folder of downloads. The name is made safe first.
 *
 * @param mediaType for example `text/markdown`; the text is written as UTF-8
 */
export function downloadText(fileName: string, text: string, mediaType: string): void {
	downloadFile(fileName, new Blob([text], { type: `${mediaType};charset=utf-8` }));
}

/** Saves bytes in the same way. */
export function downloadFile(fileName: string, file: Blob): void {
	const address = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = address;
	link.download = safeFileName(fileName);
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => {
		URL.revokeObjectURL(address);
	}, KEPT_FOR_MS);
}
