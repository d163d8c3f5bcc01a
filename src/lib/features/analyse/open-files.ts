import { errorText } from '#lib/core/error-text.ts';
import type { StartState } from '#lib/state/context.ts';

/** Puts a dropped or picked file's text into the source pane; what was there can be brought back. */
export async function openFiles(
	files: readonly File[],
	{ analyse, notices, tools }: StartState
): Promise<void> {
	const file = files[0];
	if (!file) return;
	try {
		const read = await tools.readTextFile(file);
		analyse.draft.replace({ content: read.text, name: read.name });
		if (read.guessed) {
			notices.show({
				tone: 'warning',
				text: `${read.name} does not say how it is encoded; it was read as ${read.encoding}. Check accented letters.`
			});
		}
	} catch (error) {
		notices.show({ tone: 'bad', text: errorText(error) });
		return;
	}
	if (files.length > 1) {
		notices.show({
			tone: 'info',
			text: `One text is analysed at a time: ${file.name} was opened, ${files.length - 1} more left out.`
		});
	}
}
