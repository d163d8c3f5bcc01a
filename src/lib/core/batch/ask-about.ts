/** One document of a batch, asked about by the bus as any view asks. */
import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { readTextPart } from '#lib/core/collection/read-documents.ts';
import { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { excerptOf, type RunId } from '#lib/core/runs/run-records.ts';
import type { BatchItem, StoredBatch } from './batch-records.ts';

/** How a document came out. `cancelled`: the request was stopped, here or by whoever watches the run. */
export type Outcome =
	| { status: 'done' | 'length'; excerpt: string }
	| { status: 'cancelled' }
	| { status: 'failed'; error: ErrorData };

/** No model has a context for more, and a page holds no more of them at once. */
const LONGEST_TEXT = 5_000_000;
const EXCERPT_SOURCE = 500;

/** The text of a document, or why it cannot be asked about. */
export async function readContent(
	store: RecordStore,
	item: BatchItem
): Promise<{ content: string } | { error: ErrorData }> {
	const document = StoredDocument.safeParse(await store.get('documents', item.document)).data;
	if (!document) {
		return failure('not_found', `${item.name} is not kept here any more.`, 'Add the file again.');
	}
	if (document.text_length > LONGEST_TEXT) {
		return failure(
			'too_large',
			`${item.name} is too long to be read at once.`,
			'Take a part of it.'
		);
	}
	const whole = { from: 0, to: document.text_length };
	const part = await readTextPart(store, document, whole).catch((error: unknown) => String(error));
	if (typeof part === 'string') return failure('not_found', part, 'Add the file again.');
	if (part.text.trim() === '') {
		return failure(
			'bad_request',
			`There is no text in ${item.name}.`,
			'A scanned file needs a text layer: let another program read the characters in it.'
		);
	}
	return { content: part.text };
}

function failure(code: ErrorData['code'], message: string, suggestion: string) {
	return { error: { code, message, suggestion, retryable: false } };
}

/** Asks, and waits for the one end that every request has. */
export function ask(
	bus: Bus,
	id: RunId,
	{ request }: StoredBatch,
	{ name, path }: BatchItem,
	content: string
): Promise<Outcome> {
	return new Promise((resolve) => {
		let error: ErrorData | undefined;
		let beginning = '';
		const unsubscribe = bus.subscribe({ request_id: id }, (message) => {
			if (message.type === 'error') error = message.data;
			if (message.type !== 'llm_chunk') return;
			if (!message.data.is_final) {
				if (message.kind !== 'reasoning' && beginning.length < EXCERPT_SOURCE) {
					beginning += message.data.chunk.slice(0, EXCERPT_SOURCE);
				}
				return;
			}
			unsubscribe();
			resolve(outcomeOf(message.meta?.finish_reason ?? 'stop', beginning, error));
		});
		const data: LlmRequestData = {
			...request,
			content,
			metadata: { ...request.metadata, name, path }
		};
		bus.publish({ type: 'llm_request', id, data });
	});
}

function outcomeOf(
	reason: 'stop' | 'length' | 'cancelled' | 'interrupted' | 'error',
	beginning: string,
	error: ErrorData | undefined
): Outcome {
	switch (reason) {
		case 'stop':
			return { status: 'done', excerpt: excerptOf(beginning) };
		case 'length':
			return { status: 'length', excerpt: excerptOf(beginning) };
		case 'cancelled':
			return { status: 'cancelled' };
		case 'interrupted':
		case 'error':
			return {
				status: 'failed',
				error: error ?? {
					code: reason === 'interrupted' ? 'interrupted' : 'internal',
					message: 'The answer broke off, and nothing was said about why.',
					retryable: true
				}
			};
	}
}
