import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { RunFile } from '#lib/core/runs/run-files.ts';

/** What the run had asked, to be asked again; `undefined` where its text or its request is not kept. */
export function requestOf({ content, receipt }: RunFile): LlmRequestData | undefined {
	if (content === undefined || !receipt.request) return undefined;
	// An answer that was gone on from belongs to that run alone.
	const { partial_answer: _, ...asked } = receipt.request;
	return { ...asked, content };
}
