import { originOf, readAddress } from '#lib/core/catalog/read-address.ts';

/** LM Studio's own default. The number, not the name: `localhost` may resolve to IPv6 first, where nothing listens. */
const LM_STUDIO_DEFAULT = 'http://127.0.0.1:1234';

/** Where the page looks for a model server when the person has set no address. */
export interface PageAddresses {
	/** The built-in default, `PUBLIC_ASSAY_LMSTUDIO_URL` where that was set at build time. */
	lmstudio: string;
	/** The simulator that was started beside the page, if one was. */
	simulator: string | undefined;
	/** The relay that the page was built for, by `PUBLIC_ASSAY_RELAY_URL`, if it was for one. */
	relay: string | undefined;
	/** The page came from a relay, which says so in it. */
	isFromRelay: boolean;
}

/**
 * Reads the addresses that this page was built or served with. `npm start` tells of its simulator by a `<meta>`, which
 * needs no request and works from disk, too; a relay says in the same way that it is one.
 */
export function readPageAddresses(document: Document): PageAddresses {
	const built: unknown = import.meta.env['PUBLIC_ASSAY_LMSTUDIO_URL'];
	const builtRelay: unknown = import.meta.env['PUBLIC_ASSAY_RELAY_URL'];
	const meta = document.querySelector('meta[name="assay-simulator"]')?.getAttribute('content');
	return {
		lmstudio: addressOr(built, LM_STUDIO_DEFAULT) ?? LM_STUDIO_DEFAULT,
		simulator: addressOr(meta, undefined),
		relay: addressOr(builtRelay, undefined),
		isFromRelay: document.querySelector('meta[name="assay-relay"]') !== null
	};
}

function addressOr(text: unknown, otherwise: string | undefined): string | undefined {
	if (typeof text !== 'string') return otherwise;
	const read = readAddress(text);
	return 'address' in read && read.address !== undefined ? read.address : otherwise;
}

/** The origins that the page may connect to for these addresses, each once. */
export function originsOf(addresses: readonly (string | undefined)[]): string[] {
	const known = addresses.filter((address) => address !== undefined);
	return [...new Set(known.map(originOf))];
}
