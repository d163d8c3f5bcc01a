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
