import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../json.ts';
import type { World } from '../world.ts';

/** One request as a handler sees it, and the answer it writes. */
export interface Exchange {
	world: World;
	/** What the route left open of the path, decoded. */
	parameter: string;
	body: JsonObject;
	/** Aborts when the client leaves or the simulator closes. */
	signal: AbortSignal;
	response: ServerResponse;
}

/**
 * Answers a request.
 *
 * @throws {ApiError} to have a refusal sent in its place
 */
export type Handler = (exchange: Exchange) => void | Promise<void>;
