import type { SafeLink } from './block.ts';

/** Schemes that may be opened, with what must follow them as written, so that nothing is guessed into an address. */
const OPENABLE = /^(?:https?:\/\/|mailto:)[^/\\]/i;

/** Control, format and line-separating characters: a parser drops some of them in silence, and a reader sees none. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Decides whether an address from outside may become a link: `http`, `https` and `mailto` only, absolute, without a name
 * or password in front of the host. Everything else is only text.
 */
export function safeLink(address: string): SafeLink {
	const written = address.trim();
	if (UNSEEN.test(written) || !OPENABLE.test(written) || !URL.canParse(written)) {
		return { kind: 'text' };
	}
	const url = new URL(written);
	if (url.protocol === 'mailto:') return { kind: 'link', href: url.href, display: url.pathname };
	if (url.username || url.password) return { kind: 'text' };
	return { kind: 'link', href: url.href, display: url.host };
}
