/** What a key does, as the list of keys tells it. */
export interface KeyHelp {
	/** Each is shown as a key; one of them is enough. */
	keys: readonly string[];
	does: string;
}

export const KEYS: readonly KeyHelp[] = [
	{ keys: ['Ctrl + Enter', '⌘ + Enter'], does: 'Run the template on the text' },
	{ keys: ['Enter'], does: 'Send the question, in the chat' },
	{ keys: ['Shift + Enter'], does: 'Begin a new line, in the chat' },
	{ keys: ['Esc'], does: 'Stop the run, or the answer in the chat' },
	{ keys: ['Ctrl + K', '⌘ + K'], does: 'Find a page or a command' },
	{ keys: ['?'], does: 'Show these keys' }
];

/** What the frame listens for on every page. */
export type FrameKey = 'palette' | 'help';

/** What a key press means to the frame; `undefined` where it means nothing, or is meant for the field one types in. */
export function frameKeyOf(
	event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target'>
): FrameKey | undefined {
	const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
	if (key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey) return 'palette';
	return key === '?' && !ctrlKey && !metaKey && !altKey && !isTypedInto(target)
		? 'help'
		: undefined;
}

const TYPED_INTO = 'textarea, select, input:not([type="checkbox"], [type="radio"])';

function isTypedInto(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || target.matches(TYPED_INTO));
}
