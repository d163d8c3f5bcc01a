import type { ModelClient, Slots } from '#lib/core/ports.ts';
import { z } from '#lib/protocol/zod.ts';
import { askForJson } from './ask-for-json.ts';
import { badAnswer } from './answer-failures.ts';
import { raise } from './failures.ts';
import { inSlot } from './in-slot.ts';
import { maybe } from './maybe.ts';
import type { Server } from './server.ts';

type EmbedRequest = Parameters<ModelClient['embed']>[0];
type Embedded = Awaited<ReturnType<ModelClient['embed']>>;

/** As many texts as one request carries. */
const BATCH_SIZE = 32;

const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/** What nomic-embed-text 1 and 1.5 give, by their model cards. */
const NOMIC_DIMENSIONS = 768;

const EmbeddingsReply = z.object({
	data: z.array(z.object({ index: maybe(z.int()), embedding: z.unknown() })),
	model: maybe(z.string())
});

/**
 * Embeds texts in batches, each of which waits for its place: LM Studio's engine has crashed and hung on embedding
 * requests that ran side by side. Between two batches other callers get their turn.
 *
 * @param slots one place
 * @throws {ModelClientError}
 */
export async function embedTexts(
	server: Server,
	slots: Slots,
	request: EmbedRequest,
	signal: AbortSignal | undefined
): Promise<Embedded> {
	const inputs = request.texts.map((text) => prefixFor(request) + text);
	const vectors: number[][] = [];
	let { model } = request;
	for (let start = 0; start < inputs.length; start += BATCH_SIZE) {
		const batch = inputs.slice(start, start + BATCH_SIZE);
		const embedded = await inSlot(slots, signal, () =>
			embedBatch(server, request.model, batch, signal)
		);
		vectors.push(...embedded.vectors);
		model = embedded.model ?? model;
	}
	return { vectors, model, dimensions: dimensionsOf(vectors, request.model) };
}

async function embedBatch(
	server: Server,
	model: string,
	input: readonly string[],
	signal: AbortSignal | undefined
): Promise<{ vectors: number[][]; model: string | undefined }> {
	// LM Studio sends lists of numbers whatever it is asked for; other servers may not.
	const body = { model, input, encoding_format: 'float' };
	const json = await askForJson(server, { path: '/v1/embeddings', body, signal }, MAX_REPLY_BYTES);
	const reply = EmbeddingsReply.safeParse(json);
	if (!reply.success) throw raise(badAnswer('expected a list of embeddings, got something else'));
	const { data } = reply.data;
	if (data.length !== input.length) {
		throw raise(badAnswer(`expected ${input.length} embeddings, got ${data.length}`));
	}
	const vectors: (number[] | undefined)[] = input.map(() => undefined);
	for (const [position, { index = position, embedding }] of data.entries()) {
		if (index < 0 || index >= input.length || vectors[index]) {
			throw raise(badAnswer(`expected each index once, got ${index} twice or out of range`));
		}
		vectors[index] = readVector(embedding);
	}
	return { vectors: vectors.filter((vector) => vector !== undefined), model: reply.data.model };
}

/** A vector of unit length. Whether LM Studio's own have it is not documented. */
function readVector(embedding: unknown): number[] {
	if (!isVector(embedding)) {
		const got = typeof embedding === 'string' ? 'text, perhaps base64' : 'something else';
		throw raise(badAnswer(`expected an embedding of finite numbers, got ${got}`));
	}
	const length = Math.sqrt(embedding.reduce((sum, part) => sum + part * part, 0));
	if (length === 0 || !Number.isFinite(length)) {
		throw raise(badAnswer(`expected an embedding with a direction, got one of length ${length}`));
	}
	return embedding.map((part) => part / length);
}

function isVector(value: unknown): value is number[] {
	return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

/** The dimensions that all vectors have in common, which are known beforehand for nomic-embed-text. */
function dimensionsOf(vectors: readonly number[][], model: string): number {
	const first = vectors[0]?.length ?? 0;
	const expected = first > 0 && isNomicText(model) ? NOMIC_DIMENSIONS : first;
	const other = vectors.find((vector) => vector.length !== expected);
	if (other) {
		throw raise(badAnswer(`expected embeddings of ${expected} numbers, got ${other.length}`));
	}
	return expected;
}

/** The task prefixes that nomic-embed-text was trained with. LM Studio adds none by itself. */
function prefixFor({ model, purpose }: EmbedRequest): string {
	if (!isNomicText(model)) return '';
	return purpose === 'query' ? 'search_query: ' : 'search_document: ';
}

function isNomicText(model: string): boolean {
	return /nomic-embed-text/i.test(model);
}
