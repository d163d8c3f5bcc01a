/** Who a client is, as a token tells. */
export interface Identity {
	/** Limits are counted by it; `undefined` on an open relay, where each session counts for itself. */
	user: string | undefined;
	/** Epoch milliseconds. */
	expiresAt: number | undefined;
	/** Names of channels that it may follow; one may end with `*`. `undefined`: all. */
	channels?: readonly string[] | undefined;
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
		for (const { user, expiresAt, channels, hash: known } of tokens) {
			if (isSame(hashed, known)) found = { user, expiresAt, channels };
		}
		if (found?.expiresAt !== undefined && found.expiresAt <= now()) return undefined;
		return found;
	};
}

/** Whether a client may follow a channel. */
export function mayFollow({ channels }: Identity, channel: string): boolean {
	if (channels === undefined) return true;
	return channels.some((name) =>
		name.endsWith('*') ? channel.startsWith(name.slice(0, -1)) : channel === name
	);
}

/** The shortest token that is taken: a shorter one can be guessed. */
export const SHORTEST_TOKEN = 16;

/**
 * Reads a file of tokens: one a line, as `TOKEN`, or `NAME TOKEN EXPIRY CHANNELS`, where the last two may be left out. The
 * expiry is an ISO date, or `-` for none; channels are names with commas between. What follows a `#` is passed over.
 *
 * @throws {RangeError} which names the line and never the token
 */
export function readTokenLines(text: string, hash: TokenPorts['hash']): KnownToken[] {
	return text.split(/\r?\n/).flatMap((line, at) => {
		const words = line.split('#')[0]?.trim().split(/\s+/) ?? [];
		const [first = '', second, expiry = '-', channels] = words;
		if (first === '') return [];
		const user = second === undefined ? `token-${at + 1}` : first;
		const token = second ?? first;
		const expiresAt = expiry === '-' ? undefined : Date.parse(expiry);
		const problem =
			words.length > 4
				? "'NAME TOKEN EXPIRY CHANNELS'"
				: token.length < SHORTEST_TOKEN
					? `a token of at least ${SHORTEST_TOKEN} characters`
					: Number.isNaN(expiresAt)
						? 'an ISO date as expiry'
						: undefined;
		if (problem !== undefined) {
			throw new RangeError(`Expected ${problem} in line ${at + 1} of the token file`);
		}
		return [{ user, hash: hash(token), expiresAt, channels: channels?.split(',') }];
	});
}
