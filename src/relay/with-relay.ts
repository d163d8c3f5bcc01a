/**
 * Tells a built page that a relay serves it, so that it asks for `/relay.json`; a page served elsewhere does not. A `<meta>`
 * beside the policy's own: it runs nothing, so the hashes of the policy stand.
 */
export function withRelay(page: string): string {
	return page.replace('<head>', `<head>\n\t\t<meta name="assay-relay" content="/relay.json" />`);
}
