import type { RequestRecord } from '../../src/simulator/http/request-log.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { expect } from './world.ts';

/** A request for an answer, as the simulator got it. */
export interface Generation {
	path: string;
	body: Readonly<Record<string, unknown>>;
	/** The text of the user's one message, in whichever dialect it came. */
	prompt: string;
	record: RequestRecord;
}

/** The requests for answers that the simulator got, oldest first. */
export function generationsOf(simulator: Simulator): Generation[] {
	return simulator.requests
		.filter(({ method, path }) => method === 'POST' && GENERATION_PATHS.includes(path))
		.map((record) => {
			const body = objectOf(record.body);
			return { path: record.path, body, prompt: promptOf(body), record };
		});
}

/** The one request for an answer that the simulator got. */
export function onlyGenerationOf(simulator: Simulator): Generation {
	const [first, ...others] = generationsOf(simulator);
	expect(others).toEqual([]);
	if (!first) throw new Error('Expected one request for an answer, got none');
	return first;
}

const GENERATION_PATHS = ['/api/v1/chat', '/v1/chat/completions'];

function promptOf(body: Record<string, unknown>): string {
	if (typeof body['input'] === 'string') return body['input'];
	const messages: unknown = body['messages'];
	const users = (Array.isArray(messages) ? messages : [])
		.map(objectOf)
		.filter(({ role }) => role === 'user');
	expect(users).toHaveLength(1);
	return String(users[0]?.['content']);
}

function objectOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}
