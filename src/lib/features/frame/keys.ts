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
