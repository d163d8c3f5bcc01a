/**
 * Makes the browser ask before it leaves the page, as long as leaving would lose something. It listens only that long,
 * because a page that always listens is kept out of the browser's cache of pages. A browser asks only a person who has
 * touched the page.
 */
export function createUnloadGuard(): { set: (isActive: boolean) => void } {
	const warn = (event: BeforeUnloadEvent) => {
		event.preventDefault();
	};
	return {
		set: (isActive) => {
			if (isActive) addEventListener('beforeunload', warn);
			else removeEventListener('beforeunload', warn);
		}
	};
}
