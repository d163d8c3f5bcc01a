import type { Page } from '@playwright/test';

/** The two interfaces for answers: LM Studio's own, and the one that is compatible with OpenAI's. */
export type Dialect = 'native' | 'openai';

/** What a server answers to a request for an answer, whole. */
export interface Reply {
	/** 200 */
	status?: number;
	/** `text/event-stream` */
	contentType?: string;
	body: string | Buffer;
}

const PATHS: Record<Dialect, string> = {
	native: '/api/v1/chat',
	openai: '/v1/chat/completions'
};

/** Answers each request of that dialect so, in place of the server, until the returned function is called. */
export async function replyWith(
	page: Page,
	dialect: Dialect,
	{ status = 200, contentType = 'text/event-stream', body }: Reply
): Promise<() => Promise<void>> {
	const isMeant = ({ pathname }: URL) => pathname === PATHS[dialect];
	const headers = { 'Access-Control-Allow-Origin': '*' };
	await page.route(isMeant, (route) => route.fulfill({ status, contentType, headers, body }));
	return () => page.unroute(isMeant);
}

/** A native event. */
export function event(type: string, rest: object = {}): string {
	return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

/** A native answer, in pieces. */
export function deltas(...texts: string[]): string {
	return texts.map((content) => event('message.delta', { content })).join('');
}

/** The end of a native stream, which repeats the whole answer. */
export function chatEnd(text: string, stats: object = {}): string {
	return event('chat.end', { result: nativeAnswer(text, stats) });
}

/** A native answer that is not streamed. */
export function nativeAnswer(text: string, stats: object = {}): object {
	return {
		model_instance_id: 'llama-3.2-3b-instruct',
		output: [{ type: 'message', content: text }],
		stats: { input_tokens: 40, total_output_tokens: 4, reasoning_output_tokens: 0, ...stats }
	};
}

/** A frame of an OpenAI-compatible stream, as the server writes it today. */
export function chunk(choices: object[], rest: object = {}): string {
	return data({
		id: 'chatcmpl-1',
		object: 'chat.completion.chunk',
		created: 1_790_000_000,
		model: 'llama-3.2-3b-instruct',
		choices,
		...rest
	});
}

/** A frame with a piece of an answer in it. */
export function delta(content: object): string {
	return chunk([{ index: 0, delta: content, logprobs: null, finish_reason: null }]);
}

/** A frame that says why the answer ends. */
export function finish(reason: string): string {
	return chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: reason }]);
}

/** A frame without a name. */
export function data(value: unknown): string {
	return `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
}

export const DONE = data('[DONE]');
