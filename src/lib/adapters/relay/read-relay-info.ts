import { ChannelName } from '#lib/protocol/envelope.ts';
import { z } from '#lib/protocol/zod.ts';

const RelayInfo = z.object({
	relay: z.literal(true),
	/** Where a page that was told none begins. */
	channel: z.optional(ChannelName)
});

/** What a relay says of itself to the page that it serves. */
export interface RelayInfo {
	/** Where a page begins that has chosen no channel. */
	channel: string | undefined;
}

/**
 * Asks the server that the page came from whether it is a relay. Anything but a relay's own answer means no: a missing
 * file, the page itself, which some servers answer every path with, or nothing.
 */
export async function readRelayInfo(pageOrigin: string): Promise<RelayInfo | undefined> {
	try {
		const response = await fetch(`${pageOrigin}/relay.json`, { cache: 'no-store' });
		const read = RelayInfo.safeParse(await response.json());
		return read.success ? { channel: read.data.channel } : undefined;
	} catch {
		return undefined;
	}
}
