/** `page 2` comes before `page 10`. */
export const byName = new Intl.Collator('en', { numeric: true });

/** The folders of these paths, those within others included, in order: `a/b/c.txt` lies in `a` and in `a/b`. */
export function foldersOf(paths: readonly string[]): string[] {
	const folders = new Set<string>();
	for (const path of paths) {
		for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
			folders.add(path.slice(0, at));
		}
	}
	return [...folders].sort(byName.compare);
}
