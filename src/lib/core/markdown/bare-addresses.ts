import type { Tokens } from 'marked';

/** Chinese and Japanese have no spaces: their marks, quotation marks and dashes end an address. The points within names do not. */
const MARKS =
	'«»\\u2014\\u2018-\\u201f\\u2026\\u3001-\\u3004\\u3008-\\u3020\\u3030\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65';

const START = /^(?:https?:|ftp:|www\.)/i;
const ADDRESS = new RegExp(`^[^\\s<${MARKS}]+`);

/** What an address in plain words may still go on with, up to what ends it for sure. */
export const ADDRESS_END = new RegExp(`^[^\\s${MARKS}]*[\\s${MARKS}]`);

/** Whether the words begin as an address does that is no mailbox. */
export function startsAddress(source: string): boolean {
	return START.test(source);
}

/** The beginning of `source` that may be an address. */
export function bareAddress(source: string): string {
	return ADDRESS.exec(source)?.[0] ?? '';
}

/**
 * The link that was found, or words where it goes to another host than one reads: what follows an address without a space
 * becomes a part of its host otherwise.
 */
export function withSameHost(link: Tokens.Link): Tokens.Link | Tokens.Text {
	const { raw, href } = link;
	const [, written] = /^[a-z]+:\/\/([^/?#:]*)/i.exec(href) ?? [];
	const isSame =
		written !== undefined && URL.canParse(href) && new URL(href).hostname === written.toLowerCase();
	return isSame ? link : { type: 'text', raw, text: raw, escaped: false };
}
