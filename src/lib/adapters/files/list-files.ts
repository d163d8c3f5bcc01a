/** A file with the folders above it, as the person gave it. */
export interface PathFile {
	file: File;
	path: string;
}

/** What systems and version controls keep in folders, and nobody means when they give one. */
const LEFT_OUT = /^(\..*|node_modules|__MACOSX|Thumbs\.db|desktop\.ini)$/i;

/**
 * All files that were dropped or picked, those in folders with their paths. What is hidden in folders is left out.
 *
 * @param entries as a drop gives them; none where files were picked
 */
export async function listFiles(
	files: readonly File[],
	entries: readonly FileSystemEntry[]
): Promise<PathFile[]> {
	if (entries.some(({ isDirectory }) => isDirectory)) {
		const found = await Promise.all(entries.map((entry) => filesOf(entry, entry.name)));
		return found.flat();
	}
	return files
		.map((file) => ({ file, path: file.webkitRelativePath || file.name }))
		.filter(({ path }) => !path.includes('/') || !path.split('/').slice(1).some(isLeftOut));
}

async function filesOf(entry: FileSystemEntry, path: string): Promise<PathFile[]> {
	if (entry instanceof FileSystemFileEntry) {
		const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
		return [{ file, path }];
	}
	if (!(entry instanceof FileSystemDirectoryEntry)) return [];
	const inside: PathFile[] = [];
	const reader = entry.createReader();
	for (;;) {
		const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject)
		);
		if (entries.length === 0) return inside;
		const wanted = entries.filter(({ name }) => !isLeftOut(name));
		for (const inner of wanted) inside.push(...(await filesOf(inner, `${path}/${inner.name}`)));
	}
}

function isLeftOut(name: string): boolean {
	return LEFT_OUT.test(name);
}
