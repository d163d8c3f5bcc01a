/** The part of Trusted Types that is used here. */
interface TrustedTypes {
	readonly defaultPolicy: unknown;
	createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => unknown;
}

/**
 * Lets a plain string be the address of a script or Worker if it begins with `blob:`, and refuses every other, with a
 * TypeError where it is used. The policy says nothing of HTML and script text, so the browser goes on refusing those.
 * Does nothing in browsers without Trusted Types, and nothing on the second call.
 */
export function installTrustedTypes(page: Window = window): void {
	// TypeScript's own library does not know Trusted Types yet.
	const { trustedTypes } = page as Window & { trustedTypes?: TrustedTypes };
	if (!trustedTypes || trustedTypes.defaultPolicy) return;
	trustedTypes.createPolicy('default', {
		createScriptURL: (url) => {
			if (url.startsWith('blob:')) return url;
			throw new TypeError(`Expected a script's address that begins with blob:, got ${url}`);
		}
	});
}
