import type { RecordStore } from '#lib/core/ports.ts';

/** Where tokens are kept: each bound to one exact origin. */
export interface TokenKeeper {
	get: (origin: string) => string | undefined;
	set: (origin: string, token: string) => void;
	forget: (origin: string) => void;
	/** Those of every origin. */
	all: () => string[];
}

export interface KeptTokenParts {
	/** Tokens for this browser session. */
	tokens: TokenKeeper;
	/** Keeps the token over a restart of the browser, in plain text, where the person asked for that. */
	store: RecordStore;
	isRemembered: () => boolean;
	/** The server that the token is for, if there is one. */
	origin: () => string | undefined;
}

/** The token for the server in use. Never shown, logged or exported. */
export class KeptToken {
	readonly #parts: KeptTokenParts;
	#isSet = $state(false);

	constructor(parts: KeptTokenParts) {
		this.#parts = parts;
	}

	get isSet(): boolean {
		return this.#isSet;
	}

	read(): string | undefined {
		const origin = this.#parts.origin();
		return origin === undefined ? undefined : this.#parts.tokens.get(origin);
	}

	/** Takes up what was remembered, unless this session has a token already. */
	async restore(): Promise<void> {
		const { tokens, store } = this.#parts;
		const origin = this.#parts.origin();
		if (origin === undefined) return;
		const remembered = await store.get('settings', keyOf(origin));
		if (typeof remembered === 'string' && this.read() === undefined) tokens.set(origin, remembered);
		this.#isSet = this.read() !== undefined;
	}

	/** Keeps it for this session or, if the person asked for it, longer. Empty: forgets it. */
	async set(token: string): Promise<void> {
		const { tokens } = this.#parts;
		const origin = this.#parts.origin();
		if (origin === undefined) return;
		const trimmed = token.trim();
		if (trimmed === '') tokens.forget(origin);
		else tokens.set(origin, trimmed);
		this.#isSet = trimmed !== '';
		await this.keep();
	}

	/** Remembers it beyond the session, or no longer, as the person asked for. */
	async keep(): Promise<void> {
		const { store, isRemembered } = this.#parts;
		const origin = this.#parts.origin();
		if (origin === undefined) return;
		const token = this.read();
		if (isRemembered() && token !== undefined) await store.put('settings', keyOf(origin), token);
		else await store.delete('settings', keyOf(origin));
	}
}

function keyOf(origin: string): string {
	return `token:${origin}`;
}
