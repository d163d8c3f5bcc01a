/** Something that shows a growing text in an element. */
export interface Contender {
	add: (piece: string) => void;
	/** The text is whole. */
	finish: () => void;
	remove: () => void;
}
