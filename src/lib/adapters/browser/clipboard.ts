/**
 * Puts a text on the clipboard. To be called while the person's click or key is handled, or the browser refuses.
 *
 * @throws {Error} when the browser refuses every way; the message says what a person can do
 */
export async function copyText(text: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		return;
	} catch {
		// Missing on a page that is no secure context; and some browsers refuse this way where they allow the other.
	}
	if (!copySelection(text)) {
		throw new Error('The browser refused to copy. Select the text and press Ctrl+C or ⌘C.');
	}
}

/** The older way: selects the text in a field that nobody sees, and copies the selection. */
function copySelection(text: string): boolean {
	const focused = document.activeElement;
	const field = document.createElement('textarea');
	field.value = text;
	field.readOnly = true;
	field.ariaHidden = 'true';
	field.style.position = 'fixed';
	field.style.opacity = '0';
	// An open dialog keeps the focus within itself.
	(focused?.closest('dialog, [role="dialog"]') ?? document.body).append(field);
	field.select();
	// The only way there is without a secure context.
	// eslint-disable-next-line @typescript-eslint/no-deprecated
	const isCopied = document.execCommand('copy');
	field.remove();
	if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
	return isCopied;
}
