import type { HashText } from '#lib/core/ports.ts';
import { sha256 } from './sha256.ts';

/**
 * Hashes texts with the browser's own SHA-256, or with ours where it has none.
 *
 * @param crypto has no `subtle` on a page that is no secure context, whatever its type says
 */
export function createHashText({ subtle }: { subtle?: SubtleCrypto } = crypto): HashText {
	const encoder = new TextEncoder();
	return async (text) => {
		const bytes = encoder.encode(text);
		if (!subtle) return sha256(bytes);
		const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
		return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
	};
}
