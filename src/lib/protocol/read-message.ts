import { LlmChunk, Message, UnknownMessage } from './message.ts';
import { JsonTextError, MESSAGE_LIMITS, readJson, type JsonLimits } from './read-json.ts';
import { readBySchema } from './read-by-schema.ts';
import type { ErrorCode } from './error-codes.ts';
import type { z } from './zod.ts';

/** What was read: a message we know, one to keep and show, or the reason why it is neither. */
export type ReadMessage =
	| { ok: true; known: true; message: Message }
	| { ok: true; known: false; message: UnknownMessage }
	| { ok: false; code: ErrorCode; message: string };

const knownTypes: ReadonlySet<string> = new Set(
	Message.def.options.map((option) => typeOf(option))
);

/**
 * Reads a message from wire text, tolerantly: unknown keys are dropped, an unknown type is kept. Never throws, and
 * never repeats a validator's whole report, which a hostile sender can make megabytes long.
 */
export function readMessageText(text: string, limits: JsonLimits = MESSAGE_LIMITS): ReadMessage {
	try {
		return readMessage(readJson(text, limits));
	} catch (error) {
		if (!(error instanceof JsonTextError)) throw error;
		return {
			ok: false,
			code: error.code === 'bad_json' ? 'bad_json' : 'too_large',
			message: error.message
		};
	}
}

/** Reads a message from a value that came from outside and whose depth is capped. See {@link readMessageText}. */
export function readMessage(value: unknown): ReadMessage {
	if (isPlainChunk(value)) return { ok: true, known: true, message: value };
	const type = isRecord(value) ? value['type'] : undefined;
	if (typeof type !== 'string') {
		return {
			ok: false,
			code: 'bad_message',
			message: "Expected an object with a text 'type', got something else"
		};
	}
	return knownTypes.has(type) ? readKnown(type, value) : readUnknown(type, value);
}

function readKnown(type: string, value: unknown): ReadMessage {
	const result = readBySchema(Message, value);
	if (!result.success) return refused(type, firstIssues(result.issues));
	return { ok: true, known: true, message: result.data };
}

function readUnknown(type: string, value: unknown): ReadMessage {
	const result = readBySchema(UnknownMessage, value);
	if (!result.success) return refused(type, firstIssues(result.issues));
	return { ok: true, known: false, message: result.data };
}

function refused(type: string, reason: string): ReadMessage {
	return {
		ok: false,
		code: 'bad_message',
		message: `Expected a valid '${type.slice(0, 64)}'. ${reason}`
	};
}

const chunkKeys: ReadonlySet<string> = new Set(Object.keys(LlmChunk.def.shape));

/**
 * Accepts what {@link LlmChunk} accepts, for the frequent case only: a chunk that is not final, with known keys. Without
 * eval zod takes as long for this as `JSON.parse` does; this takes a tenth. Anything else goes to the schema.
 */
function isPlainChunk(value: unknown): value is z.infer<typeof LlmChunk> {
	if (!isRecord(value) || value['type'] !== 'llm_chunk') return false;
	const data = value['data'];
	if (!isRecord(data) || typeof data['chunk'] !== 'string' || data['is_final'] !== false)
		return false;
	for (const key in data) if (key !== 'chunk' && key !== 'is_final') return false;
	for (const key in value) if (!chunkKeys.has(key) || !isPlainField(key, value[key])) return false;
	return true;
}

function isPlainField(key: string, field: unknown): boolean {
	switch (key) {
		case 'type':
		case 'data':
			return true;
		case 'v':
			return field === 1;
		case 'kind':
			return field === 'text' || field === 'reasoning';
		case 'seq':
		case 'seq0':
			return Number.isSafeInteger(field) && (field as number) >= 1;
		case 'off':
			return Number.isSafeInteger(field) && (field as number) >= 0;
		case 'ts':
			return Number.isSafeInteger(field);
		case 'id':
		case 'request_id':
			return typeof field === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(field);
		case 'channel':
			return typeof field === 'string' && /^[a-z0-9][a-z0-9_.:-]{0,63}$/.test(field);
		case 'epoch':
			return typeof field === 'string' && field.length >= 8 && field.length <= 32;
		default:
			// run_id, agent, parent_id, from; `meta` stands on final chunks only, and those go to the schema.
			return key !== 'meta' && typeof field === 'string';
	}
}

function typeOf(option: (typeof Message.def.options)[number]): string {
	return option.def.shape.type.def.values[0] ?? '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first few places that did not fit, by path. */
function firstIssues(issues: readonly z.core.$ZodIssue[]): string {
	if (issues.length === 0) return 'Too much of it does not fit';
	return issues
		.slice(0, 3)
		.map(
			(issue) =>
				`${issue.path.map(String).join('.') || 'message'}: ${issue.code.replaceAll('_', ' ')}`
		)
		.join('; ')
		.slice(0, 400);
}
