/** Where tokens are kept, each under the one origin (scheme, host and port) that it was given for. */
export interface SecretStore {
	/** @param origin or any http, https, ws or wss address there; for others there is nothing */
	get: (origin: string) => string | undefined;
	/** @throws {TypeError} when the origin is none of a server */
	set: (origin: string, token: string) => void;
	forget: (origin: string) => void;
	/** The tokens of every origin. */
	all: () => string[];
	forgetAll: () => void;
}

const KEY_PREFIX = 'assay-token:';

/**
 * Keeps tokens as long as the tab is open: in `sessionStorage`, which no other tab and no other local file can read, or in
 * memory where the browser refuses that.
 */
export function createSecretStore(storage: Storage | undefined = usableStorage()): SecretStore {
	/** Holds only what `storage` did not take. */
	const memory = new Map<string, string>();

	function removeKey(key: string) {
		memory.delete(key);
		storage?.removeItem(key);
	}

	function storedKeys(): string[] {
		const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index));
		return keys.flatMap((key) => (key?.startsWith(KEY_PREFIX) ? [key] : []));
	}

	return {
		get: (origin) => {
			const key = keyOf(origin);
			if (key === undefined) return undefined;
			return memory.get(key) ?? storage?.getItem(key) ?? undefined;
		},
		set: (origin, token) => {
			const key = keyOf(origin);
			if (key === undefined) {
				throw new TypeError(
					'Expected the address of a server to keep a token for, got something else'
				);
			}
			// An older token must not outlive a newer one that the storage does not take.
			removeKey(key);
			if (!storage || !tryTo(() => storage.setItem(key, token))) memory.set(key, token);
		},
		forget: (origin) => {
			const key = keyOf(origin);
			if (key !== undefined) removeKey(key);
		},
		all: () => [...memory.values(), ...storedKeys().map((key) => storage?.getItem(key) ?? '')],
		forgetAll: () => {
			memory.clear();
			for (const key of storedKeys()) storage?.removeItem(key);
		}
	};
}

/** Two spellings of one origin have one key; what is no server has none. */
function keyOf(origin: string): string | undefined {
	if (!URL.canParse(origin)) return undefined;
	const url = new URL(origin);
	return /^(https?|wss?):$/.test(url.protocol) ? KEY_PREFIX + url.origin : undefined;
}

/** The tab's storage; `undefined` where the browser forbids it, which it tells by throwing. */
function usableStorage(): Storage | undefined {
	const probe = `${KEY_PREFIX}probe`;
	const isUsable = tryTo(() => {
		sessionStorage.setItem(probe, '');
		sessionStorage.removeItem(probe);
	});
	return isUsable ? sessionStorage : undefined;
}

function tryTo(action: () => void): boolean {
	try {
		action();
		return true;
	} catch {
		return false;
	}
}
