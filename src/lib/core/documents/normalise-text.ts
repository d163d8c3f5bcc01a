/**
 * The form in which texts are kept: every line ends with a line feed, as templates and models expect, and nothing else is
 * changed. Characters are not composed, so that a quote of the text is one of the file.
 */
export function normaliseText(text: string): string {
	return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}
