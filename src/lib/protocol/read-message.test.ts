import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage, readMessageText, type ReadMessage } from './read-message.ts';

function read(value: unknown): ReadMessage {
	return readMessageText(JSON.stringify(value));
}

/** What the reader says of text that is refused. */
function refusalOf(text: string) {
	const result = readMessageText(text);
	if (result.ok) throw new Error('Expected a refusal');
	return result;
}

test('reads a message of a known type', () => {
	expect(readMessageText('{"type":"cancel","data":{"request_id":"a"},"id":"b"}')).toEqual({
		ok: true,
		known: true,
		message: { type: 'cancel', data: { request_id: 'a' }, id: 'b' }
	});
});

test('drops keys that it does not know, beside data and inside', () => {
	expect(
		read({ type: 'cancel', data: { request_id: 'a', force: true }, trace: 'x', kind: 'text' })
	).toEqual({ ok: true, known: true, message: { type: 'cancel', data: { request_id: 'a' } } });
});

describe('a message of an unknown type', () => {
	test('is kept with its data and envelope', () => {
		const value = { type: 'tool_call', data: { name: 'x', args: [1] }, id: 'a', seq: 7 };
		expect(read(value)).toEqual({ ok: true, known: false, message: value });
	});

	test('is kept without data, too', () => {
		expect(read({ type: 'ping' })).toEqual({ ok: true, known: false, message: { type: 'ping' } });
	});

	test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
		'is unknown also when it is called "%s"',
		(type) => {
			const message = { type, data: 1 };
			expect(read(message)).toEqual({ ok: true, known: false, message });
		}
	);
});

describe('what is no message is refused', () => {
	test.each([
		['null', 'null'],
		['a number', '5'],
		['a text', '"llm_chunk"'],
		['a list', '[{"type":"cancel"}]'],
		['an object without a type', '{"data":{}}'],
		['a type that is no text', '{"type":5,"data":{}}'],
		['a type that is a list', '{"type":["cancel"],"data":{"request_id":"a"}}'],
		['a type that is only inherited', '{"__proto__":{"type":"cancel","data":{"request_id":"a"}}}']
	])('%s', (_, text) => {
		expect(readMessageText(text)).toEqual({
			ok: false,
			code: 'bad_message',
			message: "Expected an object with a text 'type', got something else"
		});
	});

	test('text that is no JSON', () => {
		expect(refusalOf('{"type":').code).toBe('bad_json');
	});

	test('a known type with wrong data: the first places are named', () => {
		expect(
			read({ type: 'llm_request', data: { content: 1, options: { temperature: 9 } } })
		).toEqual({
			ok: false,
			code: 'bad_message',
			message:
				"Expected a valid 'llm_request'. data.content: invalid type; data.template: invalid type; data.options.temperature: too big"
		});
	});

	test('an envelope that is wrong, whatever the type', () => {
		expect(read({ type: 'cancel', data: { request_id: 'a' }, v: 2 })).toMatchObject({ ok: false });
		expect(read({ type: 'news', data: {}, seq: 0 })).toMatchObject({ ok: false });
	});
});

describe('names from the prototype', () => {
	const poison = '"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}';

	/** Whether `admin` can be seen anywhere inside `value`, own or inherited. */
	function showsAdmin(value: unknown): boolean {
		if (typeof value !== 'object' || value === null) return false;
		return 'admin' in value || Object.values(value).some(showsAdmin);
	}

	test.each([
		['beside data', `{"type":"cancel","data":{"request_id":"a"},${poison}}`],
		['in data', `{"type":"cancel","data":{"request_id":"a",${poison}}}`],
		['in a chunk', `{"type":"llm_chunk","data":{"chunk":"a","is_final":false,${poison}}}`],
		['beside a chunk', `{"type":"llm_chunk","data":{"chunk":"a","is_final":false},${poison}}`]
	])('are dropped %s', (_, text) => {
		const result = readMessageText(text);
		expect(result).toMatchObject({ ok: true, known: true });
		expect(showsAdmin(result)).toBe(false);
	});

	test.each([
		['agent_action', `{"agent":"a","action":"b","__proto__":{"admin":true}}`],
		[
			'graph_update',
			`{"nodes":[{"id":"a","label":"b","__proto__":{"admin":true}}],"edges":[],"removed":[]}`
		],
		['llm_request', `{"content":"","template":"t","metadata":{"__proto__":{"admin":true}}}`],
		['llm_request', `{"content":"","template":"t","variables":{"__proto__":{"admin":true}}}`]
	])('are dropped where any name is taken: %s', (type, data) => {
		const result = readMessageText(`{"type":"${type}","data":${data}}`);
		expect(result).toMatchObject({ ok: true, known: true });
		expect(showsAdmin(result)).toBe(false);
	});

	test('never change what other objects inherit', () => {
		readMessageText(`{"type":"custom","data":{${poison}},${poison}}`);
		expect(showsAdmin({})).toBe(false);
	});
});

describe('hostile messages', () => {
	test('5,000 levels deep are refused, wherever they are', () => {
		const deep = '['.repeat(5000) + ']'.repeat(5000);
		for (const text of [
			deep,
			`{"type":"agent_action","data":{"agent":"a","action":"b","x":${deep}}}`,
			`{"type":"custom","data":${deep}}`
		]) {
			expect(refusalOf(text)).toEqual({
				ok: false,
				code: 'too_large',
				message: 'Expected JSON nested at most 32 levels deep, got more'
			});
		}
	});

	test('more than 8 MiB are refused without being parsed', () => {
		expect(refusalOf('['.repeat(8 * 1024 * 1024 + 1))).toEqual({
			ok: false,
			code: 'too_large',
			message: 'Expected at most 8388608 characters of JSON, got 8388609'
		});
	});

	test('so many wrong places that the validator overflows are refused like one', () => {
		const vectors = Array<null[]>(4000).fill(Array<null>(60).fill(null));
		const value = { type: 'embedding_result', data: { vectors, model: 'm', dimensions: 60 } };
		expect(readMessage(value)).toEqual({
			ok: false,
			code: 'bad_message',
			message: "Expected a valid 'embedding_result'. Too much of it does not fit"
		});
	});

	test('a list of millions is refused by its length', () => {
		const removed = Array<number>(4_000_000).fill(1);
		const value = { type: 'graph_update', data: { nodes: [], edges: [], removed } };
		expect(readMessage(value)).toMatchObject({
			message: "Expected a valid 'graph_update'. data.removed: too big"
		});
	});

	test.each([
		['a long type', { type: 'x'.repeat(1_000_000), v: 2 }],
		[
			'a long name',
			{
				type: 'llm_request',
				data: { content: '', template: 't', variables: { ['y'.repeat(1_000_000)]: null } }
			}
		],
		[
			'many wrong items',
			{ type: 'graph_update', data: { nodes: Array(10_000).fill(1), edges: [], removed: [] } }
		]
	])('the error text stays short: %s', (_, value) => {
		expect(refusalOf(JSON.stringify(value)).message.length).toBeLessThan(500);
	});

	test('any text is answered with a result, never with an exception', () => {
		const messages = fc.record(
			{
				type: fc.constantFrom('llm_chunk', 'llm_request', 'agent_action', 'models_state', 'new'),
				data: fc.jsonValue({ maxDepth: 4 }),
				meta: fc.jsonValue({ maxDepth: 2 }),
				id: fc.jsonValue({ maxDepth: 1 }),
				seq: fc.jsonValue({ maxDepth: 1 })
			},
			{ requiredKeys: [] }
		);
		fc.assert(
			fc.property(
				fc.oneof(
					messages.map((value) => JSON.stringify(value)),
					fc.string()
				),
				(text) => {
					const result = readMessageText(text);
					expect(result.ok || result.message.length < 500).toBe(true);
				}
			)
		);
	});
});
