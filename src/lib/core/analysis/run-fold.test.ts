import { expect, test } from 'vitest';
import type { FinishReason } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { createRunFold, isRunning, liveSpeed } from './run-fold.ts';

const chunk = (text: string, off: number, kind: 'text' | 'reasoning' = 'text'): Message => ({
	type: 'llm_chunk',
	data: { chunk: text, is_final: false },
	kind,
	off
});

const end = (finish_reason: FinishReason): Message => ({
	type: 'llm_chunk',
	data: { chunk: '', is_final: true },
	meta: { finish_reason }
});

test.each([
	['stop', 'done'],
	['length', 'length'],
	['cancelled', 'stopped'],
	['interrupted', 'interrupted'],
	['error', 'failed']
] as const)('a run that ends by %s is %s', (reason, status) => {
	const fold = createRunFold(0);
	fold.apply(chunk('Some', 0), 10);
	fold.apply(end(reason), 20);
	expect(fold.view()).toMatchObject({ status, text: 'Some', meta: { finish_reason: reason } });
	expect(isRunning(fold.view().status)).toBe(false);
});

test('text and reasoning are kept apart, each by its own places', () => {
	const fold = createRunFold(0);
	fold.apply(chunk('Let me ', 0, 'reasoning'), 1);
	fold.apply(chunk('Yes', 0), 2);
	fold.apply(chunk('think', 7, 'reasoning'), 3);
	expect(fold.view()).toMatchObject({ text: 'Yes', reasoning: 'Let me think', pieces: 3 });
});

test('the time of reasoning ends with the first piece of the text', () => {
	const fold = createRunFold(0);
	fold.apply(chunk('Let me ', 0, 'reasoning'), 100);
	fold.apply(chunk('think', 7, 'reasoning'), 600);
	expect(fold.view().reasoningMs).toBe(500);
	fold.apply(chunk('Yes', 0), 1100);
	fold.apply(chunk(', it is', 3), 4000);
	expect(fold.view().reasoningMs).toBe(1000);
});

test('a chunk that comes twice changes nothing', () => {
	const fold = createRunFold(0);
	for (const message of [chunk('One ', 0), chunk('two', 4), chunk('two', 4)])
		fold.apply(message, 1);
	expect(fold.view().text).toBe('One two');
});

test('a retry is due after its delay, and gone with the next progress', () => {
	const fold = createRunFold(0);
	const retry = { attempt: 2, attempts: 3, delay_ms: 4000, code: 'upstream_unavailable' } as const;
	fold.apply({ type: 'llm_progress', data: { phase: 'queued', retry } }, 1000);
	expect(fold.view().retry).toEqual({ ...retry, dueAtMs: 5000 });
	fold.apply({ type: 'llm_progress', data: { phase: 'reading_prompt', progress: 0.5 } }, 5000);
	expect(fold.view()).toMatchObject({ status: 'reading_prompt', progress: 0.5, retry: undefined });
});

test('an idle notice goes with the next piece', () => {
	const fold = createRunFold(0);
	fold.apply(chunk('One', 0), 1);
	fold.apply({ type: 'llm_progress', data: { phase: 'writing', idle_ms: 15_000 } }, 15_001);
	expect(fold.view().idleMs).toBe(15_000);
	fold.apply(chunk(' two', 3), 16_000);
	expect(fold.view().idleMs).toBeUndefined();
});

test('the speed is counted from the second piece on, once there is enough to measure', () => {
	const fold = createRunFold(0);
	for (let piece = 0; piece < 4; piece += 1) fold.apply(chunk('x', piece), 1000 + piece * 100);
	expect(liveSpeed(fold.view())).toBeUndefined();
	for (let piece = 4; piece <= 10; piece += 1) fold.apply(chunk('x', piece), 1000 + piece * 100);
	expect(liveSpeed(fold.view())).toBe(10);
});

test('gives the text in parts as well, and the same after a chunk that came twice', () => {
	const fold = createRunFold(0);
	fold.apply(chunk('Hello', 0), 1);
	fold.apply(chunk(' there', 5), 2);
	expect(fold.view().growing.from(3)).toBe('lo there');
	fold.apply(chunk('Hello', 0), 3);
	fold.apply(chunk(' you', 5), 4);
	expect(fold.view().text).toBe('Hello you');
	expect(fold.view().growing.from(0)).toBe('Hello you');
});
