/** A text that one page leaves for the next: at once, because a page that goes away finishes no write to a database. */
export interface Leftovers {
	/** What was left last; `undefined` where nothing was, or the browser forbids to look. */
	read: () => string | undefined;
	/**
	 * Takes the place of what was left before. What is too large for the browser is not left, and neither is the old.
	 *
	 * @returns whether it is left
	 */
	leave: (text: string) => boolean;
	clear: () => void;
}

const KEY = 'assay-leftovers';

/** Leaves the text in `sessionStorage`: it is for the same tab only, where a reload finds it, and for no other page. */
export function createLeftovers(): Leftovers {
	return {
		read: () => tryTo(() => sessionStorage.getItem(KEY)) ?? undefined,
		leave: (text) => {
			// An older text must not outlive a newer one that the storage does not take.
			tryTo(() => {
				sessionStorage.removeItem(KEY);
			});
			const isLeft = tryTo(() => {
				sessionStorage.setItem(KEY, text);
				return true;
			});
			return isLeft ?? false;
		},
		clear: () => {
			tryTo(() => {
				sessionStorage.removeItem(KEY);
			});
		}
	};
}

/** The browser throws where it forbids storage, and where that is full: then there are no leftovers. */
function tryTo<Result>(action: () => Result): Result | undefined {
	try {
		return action();
	} catch {
		return undefined;
	}
}
