/** Texts that were analysed, by channel and hash, for those who see who asked what. */
export interface Contents {
	keep: (channel: string, hash: string, content: string) => void;
	find: (channel: string, hash: string) => string | undefined;
	forget: (channel: string) => void;
}

/** @param maxCharacters of all texts together; the oldest make room for the newest */
export function createContents(maxCharacters: number): Contents {
	const texts = new Map<string, string>();
	let characters = 0;

	function drop(key: string) {
		characters -= texts.get(key)?.length ?? 0;
		texts.delete(key);
	}

	return {
		keep(channel, hash, content) {
			const key = `${channel} ${hash}`;
			drop(key);
			texts.set(key, content);
			characters += content.length;
			for (const oldest of texts.keys()) {
				if (characters <= maxCharacters) break;
				drop(oldest);
			}
		},
		find: (channel, hash) => texts.get(`${channel} ${hash}`),
		forget(channel) {
			for (const key of [...texts.keys()]) if (key.startsWith(`${channel} `)) drop(key);
		}
	};
}
