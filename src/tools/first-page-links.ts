const STYLESHEET = /^[ \t]*<link href="[^"]*" rel="stylesheet">\n/gm;
const PRELOADED = /^[ \t]*<link href="([^"]*\/nodes\/)0\.[^"]*" rel="modulepreload">\n/m;

/**
 * Lets the page ask for what the first page starts with, and for nothing else. Kit names the styles of every part that the frame
 * may load one day, and each of them holds up the first paint; they come with their parts all the same. The scripts of the first
 * route, on the other hand, it names only once it has started.
 *
 * @param html the page as Kit made it
 * @param nodes the names of the files of the first route's nodes, beside the layout's
 * @throws where the page is not as Kit has made it so far
 */
export function firstPageLinks(html: string, nodes: readonly string[]): string {
	const styles = html.match(STYLESHEET) ?? [];
	const [, folder] = PRELOADED.exec(html) ?? [];
	if (!styles.some(isFirst) || folder === undefined) {
		throw new Error(
			'Expected links to the styles and the layout of the first page, got a page without: look what Kit writes now'
		);
	}
	const preloads = nodes.map((name) => `\t\t<link href="${folder}${name}" rel="modulepreload">\n`);
	return html
		.replace(STYLESHEET, (link) => (isFirst(link) ? link : ''))
		.replace(PRELOADED, (link) => link + preloads.join(''));
}

/** What `first-route-chunk.ts` calls `first`. */
function isFirst(link: string): boolean {
	return link.includes('/assets/first.');
}
