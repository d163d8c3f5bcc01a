import { describe, expect, test } from 'vitest';
import type { FinishReason } from '#lib/protocol/chat-schemas.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { createFakeIds, settle } from '#lib/core/fakes.ts';
import { createFakeBus } from './fakes.ts';
import { LLMClient, LLMClientError } from './llm-client.ts';

/** A client on a bus where every request is answered by `text`, an `error` if there is one, and the final chunk. */
function startClient({
	text = [],
	error,
	reason = 'stop',
	waits = false
}: {
	text?: readonly string[];
	error?: ErrorData;
	reason?: FinishReason;
	/** The final chunk comes only after a cancel. */
	waits?: boolean;
} = {}) {
	const { bus, published } = createFakeBus();
	const end = (requestId: string, finishReason: FinishReason) =>
		bus.publish({
			type: 'llm_chunk',
			data: { chunk: '', is_final: true },
			request_id: requestId,
			kind: 'text',
			meta: { finish_reason: finishReason, usage: { output_tokens: 7 }, model: 'm' }
		});
	bus.subscribe({ type: 'llm_request' }, ({ id = '' }) => {
		bus.publish({ type: 'llm_progress', data: { phase: 'writing' }, request_id: id });
		bus.publish({
			type: 'llm_chunk',
			data: { chunk: 'a thought', is_final: false },
			request_id: id,
			kind: 'reasoning'
		});
		for (const chunk of text) {
			bus.publish({ type: 'llm_chunk', data: { chunk, is_final: false }, request_id: id });
		}
		if (error) bus.publish({ type: 'error', data: error, request_id: id });
		if (!waits) end(id, reason);
	});
	bus.subscribe({ type: 'cancel' }, ({ data }) => end(data.request_id, 'cancelled'));
	return { client: new LLMClient(bus, createFakeIds()), published };
}

/** What a promise rejects with. */
async function rejectionOf(promise: Promise<unknown>): Promise<LLMClientError> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason
	);
	if (error instanceof LLMClientError) return error;
	throw new Error('Expected an LLMClientError');
}

describe('analyze', () => {
	test('gives the whole answer, without reasoning', async () => {
		const { client } = startClient({ text: ['Pump 7 ', 'lost pressure.'] });
		expect(await client.analyze('text', 'summary_brief')).toBe('Pump 7 lost pressure.');
	});

	test('sends what it was told, under an id of its own each time', async () => {
		const { client, published } = startClient();
		await client.analyze('text', 't', {
			metadata: { domain: 'harbour' },
			variables: { language: 'en' },
			template_source: 'source',
			model: 'm',
			options: { temperature: 0 },
			signal: new AbortController().signal
		});
		await client.analyze('more', 'u');
		const requests = published.filter(({ type }) => type === 'llm_request');
		expect(requests.map(({ id, data }) => ({ id, data }))).toEqual([
			{
				id: 'id-0001',
				data: {
					content: 'text',
					template: 't',
					metadata: { domain: 'harbour' },
					variables: { language: 'en' },
					template_source: 'source',
					model: 'm',
					options: { temperature: 0 }
				}
			},
			{ id: 'id-0002', data: { content: 'more', template: 'u' } }
		]);
	});

	test('takes an answer that reached its limit for whole', async () => {
		const { client } = startClient({ text: ['As far as'], reason: 'length' });
		expect(await client.analyze('text', 't')).toBe('As far as');
	});

	test('takes an empty answer for an answer', async () => {
		expect(await startClient().client.analyze('text', 't')).toBe('');
	});

	test('rejects with the error that was told, and with the text that had come', async () => {
		const { client } = startClient({
			text: ['Pump 7 '],
			error: {
				code: 'model_crashed',
				message: 'The model has crashed.',
				suggestion: 'Load it again.',
				retryable: true
			},
			reason: 'error'
		});
		const { name, code, message, suggestion, retryable, partialText } = await rejectionOf(
			client.analyze('text', 't')
		);
		expect({ name, code, message, suggestion, retryable, partialText }).toEqual({
			name: 'LLMClientError',
			code: 'model_crashed',
			message: 'The model has crashed.',
			suggestion: 'Load it again.',
			retryable: true,
			partialText: 'Pump 7 '
		});
	});

	test('rejects with the told error of an interrupted run, too', async () => {
		const { client } = startClient({
			text: ['Pump'],
			error: { code: 'interrupted', message: 'The connection broke.', retryable: true },
			reason: 'interrupted'
		});
		const error = await rejectionOf(client.analyze('text', 't'));
		expect([error.message, error.partialText]).toEqual(['The connection broke.', 'Pump']);
	});

	test.each([
		['cancelled', 'cancelled', false],
		['interrupted', 'interrupted', true],
		['error', 'internal', false]
	] as const)('rejects when a run ends as %s without an error', async (reason, code, retryable) => {
		const { client } = startClient({ text: ['Pump 7'], reason });
		const error = await rejectionOf(client.analyze('text', 't'));
		expect([error.code, error.retryable, error.partialText]).toEqual([code, retryable, 'Pump 7']);
	});

	test('rejects as cancelled when its signal aborts', async () => {
		const { client, published } = startClient({ text: ['Pump 7'], waits: true });
		const abort = new AbortController();
		const answer = rejectionOf(client.analyze('text', 't', { signal: abort.signal }));
		await settle();
		abort.abort();
		const { code, partialText } = await answer;
		expect([code, partialText]).toEqual(['cancelled', 'Pump 7']);
		expect(published.filter(({ type }) => type === 'cancel')).toHaveLength(1);
	});

	test('keeps several answers apart', async () => {
		const { client } = startClient({ text: ['same'] });
		const answers = [client.analyze('a', 't'), client.analyze('b', 't')];
		expect(await Promise.all(answers)).toEqual(['same', 'same']);
	});
});

describe('stream', () => {
	test('gives the text as it comes, and tells at the end how it ended', async () => {
		const { client } = startClient({ text: ['Pump 7 ', 'lost'], reason: 'length' });
		const stream = client.stream('text', 't');
		expect([await stream.next(), await stream.next(), await stream.next()]).toEqual([
			{ done: false, value: 'Pump 7 ' },
			{ done: false, value: 'lost' },
			{
				done: true,
				value: { finish_reason: 'length', usage: { output_tokens: 7 }, model: 'm' }
			}
		]);
	});

	test('gives the text that came before it throws', async () => {
		const { client } = startClient({
			text: ['Pump 7'],
			error: { code: 'internal', message: 'a' },
			reason: 'error'
		});
		const deltas: string[] = [];
		const read = async () => {
			for await (const delta of client.stream('text', 't')) deltas.push(delta);
		};
		const error = await rejectionOf(read());
		expect([deltas, error.code]).toEqual([['Pump 7'], 'internal']);
	});

	test('cancels the run when the loop is left early', async () => {
		const { client, published } = startClient({ text: ['a', 'b'], waits: true });
		for await (const delta of client.stream('text', 't')) {
			expect(delta).toBe('a');
			break;
		}
		const cancels = published.filter(({ type }) => type === 'cancel');
		expect(cancels.map(({ data }) => data)).toEqual([{ request_id: 'id-0001' }]);
	});

	test('takes a final chunk without meta, as a plain service sends it, for a good end', async () => {
		const { bus } = createFakeBus();
		bus.subscribe({ type: 'llm_request' }, ({ id = '' }) =>
			bus.publish({ type: 'llm_chunk', data: { chunk: '', is_final: true }, request_id: id })
		);
		const stream = new LLMClient(bus, createFakeIds()).stream('text', 't');
		expect(await stream.next()).toEqual({ done: true, value: { finish_reason: 'stop' } });
	});
});
