/** A variable's name as a person reads it: `due_date` → `Due date`. */
export function labelOf(name: string): string {
	const words = name
		.replaceAll(/[_-]+/g, ' ')
		.replaceAll(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
