/**
 * Adds to a built page where a simulator runs, so that it may fall back on that. A `<meta>` beside the policy's own: it
 * runs nothing, so the hashes of the policy stand.
 */
export function withSimulator(page: string, simulator: string | undefined): string {
	if (simulator === undefined) return page;
	const address = new URL(simulator).origin;
	return page.replace('<head>', `<head>\n\t\t<meta name="assay-simulator" content="${address}" />`);
}
