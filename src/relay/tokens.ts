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
 * Reads a file of tokens: one a line, as `TOKEN`, `NAME TOKEN`, or `NAME TOKEN EXPIRY`, the last as an ISO date; what
 * follows a `#` is passed over.
 *
 * @throws {RangeError} which names the line and never the token
 */
export function readTokenLines(text: string, hash: TokenPorts['hash']): KnownToken[] {
	return text.split(/\r?\n/).flatMap((line, at) => {
		const words = line.split('#')[0]?.trim().split(/\s+/) ?? [];
		const [first = '', second, expiry] = words;
		if (first === '') return [];
		const user = second === undefined ? `token-${at + 1}` : first;
		const token = second ?? first;
		const expiresAt = expiry === undefined ? undefined : Date.parse(expiry);
		const problem =
			words.length > 3
				? "'NAME TOKEN EXPIRY'"
				: token.length < SHORTEST_TOKEN
					? `a token of at least ${SHORTEST_TOKEN} characters`
					: Number.isNaN(expiresAt)
						? 'an ISO date as expiry'
						: undefined;
		if (problem !== undefined) {
			throw new RangeError(`Expected ${problem} in line ${at + 1} of the token file`);
		}
		return [{ user, hash: hash(token), expiresAt }];
	});
}
