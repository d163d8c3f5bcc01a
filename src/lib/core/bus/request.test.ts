import { describe, expect, test } from 'vitest';
import type { Message } from '#lib/protocol/message.ts';
import { settle } from '#lib/core/fakes.ts';
import type { Bus, MessageDraft } from './bus.ts';
import { createFakeBus } from './fakes.ts';
import { isFinal, request, type RequestDraft } from './request.ts';

const ask: RequestDraft = {
	type: 'llm_request',
	id: 'r',
	data: { content: 'text', template: 't' }
};

function chunk(text: string, requestId = 'r'): MessageDraft {
	return { type: 'llm_chunk', data: { chunk: text, is_final: false }, request_id: requestId };
}

function final(requestId = 'r'): MessageDraft {
	return { type: 'llm_chunk', data: { chunk: '', is_final: true }, request_id: requestId };
}

/** Answers every request at once, and a cancel with the final message. */
function serve(bus: Bus, answer: readonly MessageDraft[]) {
	bus.subscribe({ type: 'llm_request' }, () => {
		for (const draft of answer) bus.publish(draft);
	});
	bus.subscribe({ type: 'cancel' }, () => bus.publish(final()));
}

/** What a message is, in a word. */
function nameOf(message: Message): string {
	if (message.type === 'llm_chunk') return message.data.is_final ? 'final' : message.data.chunk;
	return message.type;
}

async function collect(messages: AsyncIterable<Message>, names: string[] = []): Promise<string[]> {
	for await (const message of messages) names.push(nameOf(message));
	return names;
}

test('hears an answer that comes while the request is still being published', async () => {
	const { bus } = createFakeBus();
	serve(bus, [chunk('a'), chunk('b'), final()]);
	expect(await collect(request(bus, ask))).toEqual(['a', 'b', 'final']);
});

test('publishes nothing before iteration begins', () => {
	const { bus, published } = createFakeBus();
	request(bus, ask);
	expect(published).toEqual([]);
});

test('yields what comes bit by bit, in order', async () => {
	const { bus } = createFakeBus();
	const names: string[] = [];
	const done = collect(request(bus, ask), names);
	await settle();
	bus.publish(chunk('a'));
	await settle();
	expect(names).toEqual(['a']);
	bus.publish(chunk('b'));
	bus.publish({ type: 'llm_progress', data: { phase: 'writing' }, request_id: 'r' });
	await settle();
	expect(names).toEqual(['a', 'b', 'llm_progress']);
	bus.publish(final());
	expect(await done).toEqual(['a', 'b', 'llm_progress', 'final']);
});

test('yields nothing that follows the final message', async () => {
	const { bus } = createFakeBus();
	serve(bus, [chunk('a'), final(), chunk('late'), final()]);
	expect(await collect(request(bus, ask))).toEqual(['a', 'final']);
});

test('hears nothing of other requests', async () => {
	const { bus } = createFakeBus();
	serve(bus, [chunk('foreign', 'other'), final('other'), chunk('mine'), final()]);
	expect(await collect(request(bus, ask))).toEqual(['mine', 'final']);
});

test('a whole request leaves no cancel behind', async () => {
	const { bus, published } = createFakeBus();
	serve(bus, [final()]);
	await collect(request(bus, ask));
	expect(published.map(nameOf)).toEqual(['llm_request', 'final']);
});

test('leaves no subscription behind, however it ends', async () => {
	const { bus } = createFakeBus();
	let subscriptions = 0;
	const counting: Bus = {
		...bus,
		subscribe(filter, listener) {
			subscriptions += 1;
			const unsubscribe = bus.subscribe(filter, listener);
			return () => {
				subscriptions -= 1;
				unsubscribe();
			};
		}
	};
	serve(bus, [chunk('a'), final()]);
	for await (const message of request(counting, ask)) {
		expect([nameOf(message), subscriptions]).toEqual(['a', 1]);
		break;
	}
	expect(subscriptions).toBe(0);
	await collect(request(counting, ask));
	expect(subscriptions).toBe(0);
});

describe('leaving the loop early', () => {
	test('cancels once and hears no more', async () => {
		const { bus, published } = createFakeBus();
		serve(bus, [chunk('a'), chunk('b')]);
		for await (const message of request(bus, ask)) {
			expect(nameOf(message)).toBe('a');
			break;
		}
		expect(published.map(nameOf)).toEqual(['llm_request', 'a', 'b', 'cancel', 'final']);
		expect(published.at(-2)).toMatchObject({ data: { request_id: 'r' } });
	});

	test('at the final message cancels nothing', async () => {
		const { bus, published } = createFakeBus();
		serve(bus, [final()]);
		for await (const message of request(bus, ask)) {
			if (nameOf(message) === 'final') break;
		}
		expect(published.map(nameOf)).toEqual(['llm_request', 'final']);
	});

	test('by an exception cancels, too', async () => {
		const { bus, published } = createFakeBus();
		serve(bus, [chunk('a')]);
		const broken = async () => {
			for await (const message of request(bus, ask)) throw new Error(nameOf(message));
		};
		await expect(broken()).rejects.toThrow('a');
		expect(published.map(nameOf)).toEqual(['llm_request', 'a', 'cancel', 'final']);
	});

	test('after an abort does not cancel a second time', async () => {
		const { bus, published } = createFakeBus();
		bus.subscribe({ type: 'llm_request' }, () => bus.publish(chunk('a')));
		const abort = new AbortController();
		for await (const message of request(bus, ask, abort.signal)) {
			expect(nameOf(message)).toBe('a');
			abort.abort();
			break;
		}
		expect(published.map(nameOf)).toEqual(['llm_request', 'a', 'cancel']);
	});
});

describe('aborting', () => {
	test('cancels, and the loop still ends with the final message', async () => {
		const { bus, published } = createFakeBus();
		serve(bus, [chunk('a')]);
		const abort = new AbortController();
		const done = collect(request(bus, ask, abort.signal));
		await settle();
		abort.abort();
		expect(await done).toEqual(['a', 'final']);
		expect(published.map(nameOf)).toEqual(['llm_request', 'a', 'cancel', 'final']);
	});

	test('beforehand cancels right after the request', async () => {
		const { bus, published } = createFakeBus();
		serve(bus, []);
		expect(await collect(request(bus, ask, AbortSignal.abort()))).toEqual(['final']);
		expect(published.map(nameOf)).toEqual(['llm_request', 'cancel', 'final']);
	});

	test('after the end does nothing', async () => {
		const { bus, published } = createFakeBus();
		serve(bus, [final()]);
		const abort = new AbortController();
		await collect(request(bus, ask, abort.signal));
		abort.abort();
		expect(published.map(nameOf)).toEqual(['llm_request', 'final']);
	});
});

describe('the final message', () => {
	const progress: Message = { type: 'llm_progress', data: { phase: 'queued' } };
	const error: Message = { type: 'error', data: { code: 'internal', message: 'a' } };
	const lastChunk: Message = { type: 'llm_chunk', data: { chunk: '', is_final: true } };
	const line: Message = { type: 'chat_message', data: { content: 'a' } };
	const lastLine: Message = { type: 'chat_message', data: { content: 'a', is_final: true } };
	const state: Message = {
		type: 'models_state',
		data: { endpoint_state: 'connected', models: [] }
	};
	const vectors: Message = {
		type: 'embedding_result',
		data: { vectors: [], model: 'm', dimensions: 1 }
	};
	const all: Message[] = [
		progress,
		error,
		{ type: 'llm_chunk', data: { chunk: 'a', is_final: false } },
		lastChunk,
		line,
		lastLine,
		{ type: 'agent_action', data: { agent: 'a', action: 'progress' } },
		state,
		vectors
	];

	test.each<[RequestDraft['type'], Message[]]>([
		['llm_request', [lastChunk]],
		['chat_message', [lastLine]],
		['models_request', [error, state]],
		['embedding_request', [error, vectors]]
	])('of a %s is of its own kind', (type, finals) => {
		expect(all.filter((message) => isFinal(type, message))).toEqual(finals);
	});

	test('ends a request for models and one for vectors', async () => {
		const { bus } = createFakeBus();
		bus.subscribe({ type: 'models_request' }, ({ id = '' }) =>
			bus.publish({ ...state, request_id: id })
		);
		bus.subscribe({ type: 'embedding_request' }, ({ id = '' }) =>
			bus.publish({ ...error, request_id: id })
		);
		const list: RequestDraft = { type: 'models_request', id: 'm', data: { action: 'list' } };
		const embed: RequestDraft = {
			type: 'embedding_request',
			id: 'e',
			data: { texts: [], purpose: 'query' }
		};
		expect(await collect(request(bus, list))).toEqual(['models_state']);
		expect(await collect(request(bus, embed))).toEqual(['error']);
	});
});
