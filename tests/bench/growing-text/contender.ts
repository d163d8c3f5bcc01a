/** Something that shows a growing text in an element. */
export interface Contender {
	add: (piece: string) => void;
	/** Resolves when what was added is shown; absent where it is shown as it is added. */
	allShown?: () => Promise<void>;
	/** The text is whole. */
	finish: () => void;
	remove: () => void;
}
