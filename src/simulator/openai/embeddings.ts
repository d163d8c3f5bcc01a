import { embedText } from '../embeddings/embed-text.ts';
import { failureAnswer, plainError, ServerFailure } from '../errors.ts';
import { countTokens, truncateToTokens } from '../generation/tokens.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/replies.ts';
import { numberOf, textOf } from '../json.ts';
import type { Instance } from '../models/instance.ts';
import { findTarget } from '../models/model-table.ts';

/** Embedding models read so many times faster than chat models. */
const READING_SPEED_FACTOR = 8;
/** How long an embedding takes at least where two at a time crash, so that two can meet. */
const CRASH_WINDOW_MS = 50;

/** `POST /v1/embeddings` and its v0 twin. `encoding_format`, `dimensions` and all else unknown are ignored. */
export async function answerEmbeddings(exchange: Exchange): Promise<void> {
	try {
		await embed(exchange);
	} catch (error) {
		throw error instanceof ServerFailure ? failureAnswer('openai', error) : error;
	}
}

async function embed(exchange: Exchange): Promise<void> {
	const { body, world, response, signal } = exchange;
	const texts = readInput(body['input']);
	const instance = await findEmbedder(exchange);
	const kept = texts.map((text) => truncateToTokens(text, instance.contextLength));
	try {
		await spendTime(exchange, kept);
	} finally {
		instance.lastUsedAt = world.clock.now();
	}
	if (signal.aborted) return;
	sendJson(response, 200, {
		object: 'list',
		data: kept.map((text, index) => ({ object: 'embedding', embedding: embedText(text), index })),
		model: instance.id,
		usage: { prompt_tokens: 0, total_tokens: 0 }
	});
}

function readInput(input: unknown): string[] {
	const texts: unknown[] = Array.isArray(input) ? input : [input];
	const isText = texts.length > 0 && texts.every((text) => typeof text === 'string');
	if (!isText) throw plainError(400, "'input' field must be a string or an array of strings");
	return texts.filter((text) => typeof text === 'string');
}

async function findEmbedder({ body, world }: Exchange): Promise<Instance> {
	const target = findTarget(world.models, textOf(body['model']) ?? '', {
		type: 'embedding',
		jit: world.effects.jit ?? world.settings.jit,
		lenient: true
	});
	if (target.state === 'loaded') return target.instance;
	const ttl = numberOf(body['ttl']);
	const { instance } = await world.loader.loadOnRequest(
		target.definition,
		{ isJit: true, ttlSeconds: ttl !== undefined && ttl > 0 ? ttl : undefined },
		() => {}
	);
	return instance;
}

/** @throws {ServerFailure} `crashed`, in the scenario where embeddings that meet crash */
async function spendTime({ world }: Exchange, texts: readonly string[]): Promise<void> {
	const { clock, closing, effects, embeddings, settings } = world;
	const crashesBefore = embeddings.crashes;
	const speed = settings.promptTokensPerSecond * READING_SPEED_FACTOR;
	const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
	const leastMs = effects.embeddingsCrashTogether ? CRASH_WINDOW_MS : 0;
	if (effects.embeddingsCrashTogether && embeddings.running > 0) embeddings.crashes += 1;
	embeddings.running += 1;
	try {
		await clock.delay(Math.max(leastMs, (tokens / speed) * 1000), closing);
	} finally {
		embeddings.running -= 1;
	}
	if (embeddings.crashes > crashesBefore) {
		throw new ServerFailure(
			'crashed',
			'The model has crashed without additional information. (Exit code: 18446744072635812000)'
		);
	}
}
