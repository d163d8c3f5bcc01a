/** How a key in the table of live runs ends that is not a run's, but that of a text which was handed over for it. */
export const HANDED_TEXT_END = '/text';

/** Whether a key in the table of live runs is that of a text. */
export function isHandedText(key: string): boolean {
	return key.endsWith(HANDED_TEXT_END);
}
