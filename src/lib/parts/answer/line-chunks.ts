/** Lines that are laid out together; performance was measured with sections of this size. */
const LINES_PER_CHUNK = 40;

/** Cuts a text into pieces of forty lines, the last one of what is left. Joined they are the text again. */
export function lineChunks(text: string): string[] {
	const chunks: string[] = [];
	let start = 0;
	let end = 0;
	for (let lines = 1; (end = text.indexOf('\n', end) + 1) > 0; lines += 1) {
		if (lines % LINES_PER_CHUNK > 0) continue;
		chunks.push(text.slice(start, end));
		start = end;
	}
	if (start < text.length) chunks.push(text.slice(start));
	return chunks;
}
