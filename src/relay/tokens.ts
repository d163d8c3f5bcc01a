/** Who a client is, as a token tells. */
export interface Identity {
	/** Limits are counted by it; `undefined` on an open relay, where each session counts for itself. */
	user: string | undefined;
	/** Epoch milliseconds. */
	expiresAt: number | undefined;
}

/** A token that is accepted, known by its hash only. */
export interface KnownToken extends Identity {
	hash: Uint8Array;
}

export interface TokenPorts {
	hash: (text: string) => Uint8Array;
	/** In a time that does not depend on where two differ. */
	isSame: (a: Uint8Array, b: Uint8Array) => boolean;
	now: () => number;
}

/** Looks up who a token belongs to; `undefined` for one that is unknown, or has run out. */
export function createTokenCheck(
	tokens: readonly KnownToken[],
	{ hash, isSame, now }: TokenPorts
): (token: string) => Identity | undefined {
	return (token) => {
		const hashed = hash(token);
		let found: Identity | undefined;
		// All of them, whichever fits: the time taken says nothing.
		for (const { user, expiresAt, hash: known } of tokens) {
			if (isSame(hashed, known)) found = { user, expiresAt };
		}
		if (found?.expiresAt !== undefined && found.expiresAt <= now()) return undefined;
		return found;
	};
}

/** The shortest token that is taken: a shorter one can be guessed. */
export const SHORTEST_TOKEN = 16;

/**
 * Reads a file of tokens: one a line, as `TOKEN`, `NAME TOKEN`, or `NAME TOKEN EXPIRY`, the last as an ISO date; empty
 * lines and lines that begin with `#` are passed over.
 *
 * @throws {RangeError} which names the line and never the token
 */
export function readTokenLines(text: string, hash: TokenPorts['hash']): KnownToken[] {
	return text.split(/\r?\n/).flatMap((line, at) => {
		const words = line.trim().split(/\s+/);
		if (words[0] === '' || words[0]?.startsWith('#')) return [];
		const [user, token, expiry] = words.length === 1 ? [`token-${at + 1}`, words[0]] : words;
		if (words.length > 3 || user === undefined || token === undefined) {
			throw new RangeError(`Expected 'NAME TOKEN EXPIRY' in line ${at + 1} of the token file`);
		}
		if (token.length < SHORTEST_TOKEN) {
			throw new RangeError(
				`Expected a token of at least ${SHORTEST_TOKEN} characters in line ${at + 1} of the token file`
			);
		}
		const expiresAt = expiry === undefined ? undefined : Date.parse(expiry);
		if (Number.isNaN(expiresAt)) {
			throw new RangeError(`Expected an ISO date as expiry in line ${at + 1} of the token file`);
		}
		return [{ user, hash: hash(token), expiresAt }];
	});
}
