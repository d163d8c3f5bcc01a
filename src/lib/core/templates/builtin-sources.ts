/** The files of the built-in library by name, without their ending. The only place that loads them. */
const files = import.meta.glob<string>('./library/*.prompt', {
	query: '?raw',
	import: 'default',
	eager: true
});

export const builtinSources: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries(files).map(([path, source]) => [
		path.slice('./library/'.length, -'.prompt'.length),
		source
	])
);
