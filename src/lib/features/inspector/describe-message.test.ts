import { expect, test } from 'vitest';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import { createRowMaker, type InspectedRow } from '#lib/state/inspected-rows.ts';
import {
	describeCounts,
	formatSize,
	formatTime,
	placeOf,
	previewOf,
	shortRequestId
} from './describe-message.ts';

function rowsOf(...drafts: MessageDraft[]): InspectedRow[] {
	const { bus } = createFakeBus();
	return createRowMaker().rows(drafts.map(bus.publish), true);
}

const chunk = (text: string): MessageDraft => ({
	type: 'llm_chunk',
	request_id: 'request-0001',
	data: { chunk: text, is_final: false }
});
const previewsOf = (...drafts: MessageDraft[]) => rowsOf(...drafts).map(previewOf);

test('counts lines and messages, and tells when not all lines are shown', () => {
	expect(describeCounts({ shown: 1, fitting: 1, messages: 2 })).toBe('1 line, 2 messages');
	expect(describeCounts({ shown: 500, fitting: 1620, messages: 4096 })).toBe(
		'500 of 1,620 lines, 4,096 messages'
	);
});

test('previews what a message is about', () => {
	expect(
		previewsOf(
			{ type: 'llm_request', id: 'a', data: { content: 'The text.', template: 'summary_brief' } },
			{
				type: 'llm_chunk',
				data: { chunk: '', is_final: true },
				meta: { finish_reason: 'length' }
			},
			{ type: 'models_state', data: { endpoint_state: 'connected', models: [] } },
			{ type: 'error', data: { code: 'no_model', message: 'There is none.' } },
			{ type: 'embedding_request', data: { texts: ['a', 'b'], purpose: 'query' } },
			{ type: 'embedding_result', data: { vectors: [[1]], model: 'm', dimensions: 1 } },
			{ type: 'chat_message', data: { content: 'Hello' } },
			{ type: 'cancel', data: { request_id: 'a' } }
		)
	).toEqual([
		'summary_brief: The text.',
		'final: length',
		'connected, models: 0',
		'no_model: There is none.',
		'texts: 2, as query',
		'vectors: 1 × 1',
		'Hello',
		'{"request_id":"a"}'
	]);
});

test('previews joined chunks by what they say together, on one line', () => {
	expect(previewsOf(chunk('The pump\n\n'), chunk('  failed.'))).toEqual(['The pump failed.']);
});

test('cuts a long content', () => {
	const [preview] = previewsOf({ type: 'chat_message', data: { content: 'x'.repeat(10_000) } });
	expect(preview).toBe('x'.repeat(240));
});

test('tells the place on the bus, of joined chunks from first to last', () => {
	const cancel: MessageDraft = { type: 'cancel', data: { request_id: 'a' } };
	expect(rowsOf(cancel, chunk('a'), chunk('b'), chunk('c')).map(placeOf)).toEqual(['1', '2–4']);
});

test('shows the end of the id of the request that a message belongs to or starts', () => {
	const [cancel, request, answer] = rowsOf(
		{ type: 'cancel', data: { request_id: 'a' } },
		{ type: 'models_request', id: 'request-0002', data: { action: 'list' } },
		chunk('a')
	).map(({ first }) => shortRequestId(first));
	expect([cancel, request, answer]).toEqual(['', 't-0002', 't-0001']);
});

test('writes the time of day to the millisecond', () => {
	expect(formatTime(new Date(2026, 4, 3, 9, 5, 7, 4).getTime())).toBe('09:05:07.004');
	expect(formatTime(undefined)).toBe('');
});

test('writes sizes in the unit that fits', () => {
	expect([formatSize(999), formatSize(4120), formatSize(2_300_000)]).toEqual([
		'999 B',
		'4.1 KB',
		'2.3 MB'
	]);
});
