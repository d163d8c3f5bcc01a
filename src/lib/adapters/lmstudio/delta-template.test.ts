import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GenerationEvent } from '#lib/core/ports.ts';
import { createAnswer } from './answer.ts';
import { createDeltaTemplate } from './delta-template.ts';
import { PLAIN, createFakeClock } from './fakes.ts';
import { createNativeStreamReader } from './native-stream.ts';
import { createOpenAiStreamReader } from './openai-stream.ts';
import type { StreamEvent, StreamReader } from './stream-reader.ts';

/** The full parse of `{"content": …}`, and how often it ran. */
function countedRead() {
	let count = 0;
	return {
		count: () => count,
		read: (data: string): string | undefined => {
			count += 1;
			try {
				const { content } = JSON.parse(data) as { content?: unknown };
				return typeof content === 'string' ? content : undefined;
			} catch {
				return undefined;
			}
		}
	};
}

test('reads an event like the one it learnt without a full parse', () => {
	const { read, count } = countedRead();
	const template = createDeltaTemplate(read);
	expect(template.match('{"type":"delta","content":"The"}')).toBe(undefined);
	template.learn('{"type":"delta","content":"The"}', 'The');
	const parses = count();
	expect(
		[' quick', ' "brown"\n', '\u2028日本😀', '\ud83d'].map((text) =>
			template.match(JSON.stringify({ type: 'delta', content: text }))
		)
	).toEqual([' quick', ' "brown"\n', '\u2028日本😀', '\ud83d']);
	expect(count()).toBe(parses);
});

test.each([
	['another key before the text', '{"type":"other","content":"a"}'],
	['another key after the text', '{"type":"delta","content":"a","more":1}'],
	['an empty text', '{"type":"delta","content":""}'],
	['a text with a bare quote', '{"type":"delta","content":"a"b"}'],
	['keys inside what looks like the text', '{"type":"delta","content":"a","content":"b"}'],
	['a bare line end in the text', '{"type":"delta","content":"a\nb"}'],
	['an unknown escape', String.raw`{"type":"delta","content":"\x41"}`],
	['a text whose last quote is escaped', String.raw`{"type":"delta","content":"a\"}`],
	['less than the frame around the text', '{"type":"delta","content":"}']
])('leaves %s to the full parse', (_case, data) => {
	const template = createDeltaTemplate(countedRead().read);
	template.learn('{"type":"delta","content":"The"}', 'The');
	expect(template.match(data)).toBe(undefined);
});

test('finds the text among strings and keys that equal it', () => {
	const template = createDeltaTemplate(countedRead().read);
	const event = (text: string) =>
		`{"content":"no","nested":{"content":"content"},"also":"\\"content\\":\\"content\\"","content":"${text}"}`;
	template.learn(event('content'), 'content');
	expect(template.match(event('found'))).toBe('found');
});

test('learns nothing from an event whose text it cannot place', () => {
	const template = createDeltaTemplate(() => 'always this');
	template.learn('{"content":"always this"}', 'always this');
	expect(template.match('{"content":"always this"}')).toBe(undefined);
});

test('gives up on a server whose events differ in more than their text', () => {
	const { read, count } = countedRead();
	const template = createDeltaTemplate(read);
	for (let at = 0; at < 1000; at += 1) template.learn(`{"at":${at},"content":"a"}`, 'a');
	expect(count()).toBeLessThan(20);
});

/** Any text, lone halves of characters too, and texts made to be taken for something else. */
const anyText = fc.oneof(
	fc.string({ maxLength: 8 }),
	fc
		.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
		.map((units) => String.fromCharCode(...units)),
	fc.constantFrom(
		'content',
		'a',
		'AssayMarksThisPlace',
		'","content":"',
		'\\',
		'"',
		'\\"',
		'<think>',
		'</think>',
		'{"content":"a"}',
		'\u2028'
	)
);

/** A JSON string token: as usual, all escaped, or raw, which is JSON only sometimes. */
function token(text: string, style: 'usual' | 'escaped' | 'raw'): string {
	if (style === 'raw') return `"${text}"`;
	if (style === 'usual') return JSON.stringify(text);
	const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
	return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

interface Shape {
	keys: string[];
	deltaKeys: string[];
	space: string;
	field: string;
	decoy: string;
	model: string;
}

const shape: fc.Arbitrary<Shape> = fc.record({
	keys: fc.shuffledSubarray(['id', 'created', 'model', 'decoy', 'usage', 'choices', 'choices'], {
		minLength: 4
	}),
	deltaKeys: fc.shuffledSubarray(['role', 'field', 'field', 'decoy', 'other'], { minLength: 1 }),
	space: fc.constantFrom('', ' ', '  '),
	field: fc.constantFrom('content', 'reasoning_content', 'reasoning'),
	decoy: anyText,
	model: fc.constantFrom('a', 'content', PLAIN.model)
});

const piece = fc.record({
	text: anyText,
	style: fc.constantFrom('usual' as const, 'usual' as const, 'escaped' as const, 'raw' as const),
	shape: fc.nat({ max: 2 }),
	finish: fc.constantFrom(...Array<string>(12).fill('null'), '"stop"', '"length"')
});
type Piece = typeof piece extends fc.Arbitrary<infer Value> ? Value : never;

function write(members: [key: string, value: string][], space: string): string {
	return `{${members.map(([key, value]) => `"${key}":${space}${value}`).join(`,${space}`)}}`;
}

function openAiEvent({ text, style, finish }: Piece, shape: Shape): StreamEvent {
	const { space } = shape;
	const content = token(text, style);
	const delta = shape.deltaKeys.map((key): [string, string] => {
		if (key === 'field') return [shape.field, content];
		if (key === 'role') return ['role', '"assistant"'];
		return key === 'decoy'
			? ['decoy', JSON.stringify(shape.decoy)]
			: ['reasoning', JSON.stringify(shape.decoy)];
	});
	const choice = write(
		[
			['delta', write(delta, space)],
			['finish_reason', finish]
		],
		space
	);
	const fields: Record<string, [string, string]> = {
		id: ['id', '"chatcmpl-1"'],
		created: ['created', '1790000000'],
		model: ['model', JSON.stringify(shape.model)],
		decoy: ['text', JSON.stringify(`"content":${JSON.stringify(shape.decoy)}`)],
		usage: ['usage', 'null'],
		choices: ['choices', `[${choice}]`]
	};
	return {
		data: write(
			shape.keys.map((key) => fields[key] ?? ['x', '1']),
			space
		)
	};
}

function nativeEvent({ text, style, finish }: Piece, shape: Shape): StreamEvent {
	const content = token(text, style);
	const members = shape.keys.map((key): [string, string] => {
		if (key === 'choices') return ['content', content];
		return key === 'model' ? ['type', '"message.delta"'] : [key, JSON.stringify(shape.decoy)];
	});
	const name = shape.field === 'content' ? 'message.delta' : 'reasoning.delta';
	return { event: finish === 'null' ? name : undefined, data: write(members, shape.space) };
}

/** What readers make of events: one that remembers, or a fresh one for each event, which has nothing to remember. */
function readAll(
	events: StreamEvent[],
	startReader: (answer: ReturnType<typeof createAnswer>) => StreamReader,
	remembers: boolean
) {
	const told: GenerationEvent[] = [];
	const answer = createAnswer({
		emit: (event) => told.push(event),
		clock: createFakeClock(),
		request: PLAIN,
		dialect: 'openai',
		contextOf: () => undefined
	});
	let reader = startReader(answer);
	let { verdict } = reader;
	for (const event of events) {
		if (!remembers) reader = startReader(answer);
		reader.read(event);
		verdict ??= reader.verdict;
		if (reader.isOver) break;
	}
	answer.close();
	return { told, verdict, summary: answer.summary() };
}

test.each([
	['OpenAI-like', openAiEvent, createOpenAiStreamReader],
	[
		'native',
		nativeEvent,
		(answer: ReturnType<typeof createAnswer>) => createNativeStreamReader(answer, PLAIN)
	]
])(
	'tells of any %s events exactly what full parses tell',
	{ timeout: 60_000 },
	(_dialect, write, startReader) => {
		const shapes = fc.tuple(shape, shape, shape);
		let known = 0;
		fc.assert(
			fc.property(shapes, fc.array(piece, { maxLength: 12 }), (choices, pieces) => {
				const events = pieces.map((one) => write(one, choices[one.shape] ?? choices[0]));
				const quick = readAll(events, startReader, true);
				known += quick.told.length;
				expect(quick).toEqual(readAll(events, startReader, false));
			}),
			{ numRuns: 1000 }
		);
		// The comparison is worth something only if answers were told at all.
		expect(known).toBeGreaterThan(1000);
	}
);
