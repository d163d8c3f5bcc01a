/** Who may come in at all, by the headers of a request. */
export interface GateOptions {
	/** Origins besides the relay's own, exactly as browsers send them. */
	origins: readonly string[];
	/** Host names by which the relay may be addressed, without ports. */
	hosts: readonly string[];
	/** Lets pages opened from disk in (`Origin: null`); only with tokens. */
	allowFileOrigin: boolean;
	/** Every connection must show a token. */
	asksForToken: boolean;
}

export interface Gate {
	/**
	 * Whether the relay is meant at all. A page of another site can have its own name resolve to this computer; the name
	 * gives it away.
	 */
	allowsHost: (host: string | undefined) => boolean;
	/** Whether a page of that origin may open a WebSocket. What sends none is no browser. */
	allowsOrigin: (origin: string | undefined, host: string | undefined) => boolean;
}

export function createGate({ origins, hosts, allowFileOrigin, asksForToken }: GateOptions): Gate {
	const knownOrigins = new Set(origins);
	const knownHosts = new Set(hosts.map((host) => host.toLowerCase()));

	const allowsHost: Gate['allowsHost'] = (host) => {
		const name = hostName(host);
		return name !== undefined && knownHosts.has(name);
	};

	return {
		allowsHost,
		allowsOrigin(origin, host) {
			if (origin === undefined) return true;
			if (origin === 'null') return allowFileOrigin && asksForToken;
			if (knownOrigins.has(origin)) return true;
			const isOwn = origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`;
			return isOwn && allowsHost(host);
		}
	};
}

/** The name in a Host header, without its port; IPv6 keeps its brackets. */
function hostName(host: string | undefined): string | undefined {
	return /^(\[[0-9a-f:.]+\]|[^:[\]@/]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
}

/** Whether only programs of this computer can connect to a server that listens on `host`. */
export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
