/** Chromium's and Firefox's name today, then Chromium's older one, which Firefox does not know. */
const PERMISSION_NAMES = ['loopback-network', 'local-network-access'];

const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Whether the browser lets this page talk to programs on the same computer. `undefined` where that is no question:
 * browsers without this permission, and pages from disk or from this computer itself, which need none, although the
 * browser answers `prompt` there as well; and pages that are no secure context, where it always answers `denied`, also
 * to those from the local network, whose requests it lets through.
 */
export async function localNetworkPermission(
	page: Pick<Window, 'isSecureContext'> & {
		location: Pick<Location, 'protocol' | 'hostname'>;
	} = window,
	permissions: Pick<Permissions, 'query'> = navigator.permissions
): Promise<PermissionState | undefined> {
	const { protocol, hostname } = page.location;
	if (!page.isSecureContext || protocol === 'file:' || LOOPBACK_HOST.test(hostname))
		return undefined;
	for (const name of PERMISSION_NAMES) {
		try {
			// TypeScript's list of names lacks both.
			const { state } = await permissions.query({ name: name as PermissionName });
			return state;
		} catch {
			// A browser that does not know the name throws, and one without permissions has nothing to ask.
		}
	}
	return undefined;
}
