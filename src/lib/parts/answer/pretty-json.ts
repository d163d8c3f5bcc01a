/** JSON with its levels indented. What is no JSON, or not yet, or nested too deeply to be written again, stays as it is. */
export function prettyJson(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), undefined, 2);
	} catch {
		return text;
	}
}
