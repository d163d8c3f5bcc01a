/** The official client of the OpenAI API against the simulator: what it can use there must be the real thing. */
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/simulator.ts';

const MODEL = 'llama-3.2-3b-instruct';
const TEXT =
	'Meridian Freight signed the lease for the Rotterdam depot on 14 March 2026. The rent is €42,000 a month.';

async function withClient(use: (client: OpenAI) => Promise<void>): Promise<void> {
	const simulator = await startSimulator({
		tokensPerSecond: Infinity,
		promptTokensPerSecond: Infinity
	});
	try {
		await use(new OpenAI({ baseURL: `${simulator.url}/v1`, apiKey: 'none', maxRetries: 0 }));
	} finally {
		await simulator.close();
	}
}

test('lists the models', async () => {
	await withClient(async (client) => {
		const ids = [];
		for await (const model of client.models.list()) ids.push(model.id);
		expect(ids).toContain(MODEL);
		expect(ids).toContain('text-embedding-nomic-embed-text-v1.5');
	});
});

test('chats, and reads the figures', async () => {
	await withClient(async (client) => {
		const answer = await client.chat.completions.create({
			model: MODEL,
			messages: [{ role: 'user', content: TEXT }],
			max_completion_tokens: 5
		});
		expect(answer.choices[0]?.finish_reason).toBe('length');
		expect(answer.choices[0]?.message.content).toBe('Demo answer, made of');
		expect(answer.usage?.completion_tokens).toBe(5);
	});
});

test('streams to the finish reason, and then the usage', async () => {
	await withClient(async (client) => {
		const stream = await client.chat.completions.create({
			model: MODEL,
			messages: [{ role: 'user', content: TEXT }],
			stream: true,
			stream_options: { include_usage: true }
		});
		let text = '';
		let deltas = 0;
		const finishReasons = [];
		let completionTokens: number | undefined;
		for await (const { choices, usage } of stream) {
			const [choice] = choices;
			if (choice?.delta.content) {
				text += choice.delta.content;
				deltas += 1;
			}
			if (choice?.finish_reason) finishReasons.push(choice.finish_reason);
			completionTokens = usage?.completion_tokens ?? completionTokens;
		}
		expect(text).toMatch(/^Demo answer, made of sentences from your text\./);
		expect(finishReasons).toEqual(['stop']);
		expect(completionTokens).toBe(deltas);
	});
});

test('gets an answer that fits its schema', async () => {
	await withClient(async (client) => {
		const item = {
			type: 'object',
			properties: {
				quote: { type: 'string' },
				kind: { type: 'string', enum: ['person', 'organization', 'other'] }
			},
			required: ['quote', 'kind'],
			additionalProperties: false
		};
		const schema = {
			type: 'object',
			properties: {
				entities: { type: 'array', items: item, maxItems: 2 },
				summary: { type: 'string' }
			},
			required: ['entities', 'summary'],
			additionalProperties: false
		};
		const answer = await client.chat.completions.create({
			model: MODEL,
			messages: [{ role: 'user', content: TEXT }],
			response_format: { type: 'json_schema', json_schema: { name: 'found', strict: true, schema } }
		});
		expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
			entities: [
				{ quote: 'Meridian Freight', kind: 'organization' },
				{ quote: 'Rotterdam', kind: 'other' }
			],
			summary: TEXT
		});
	});
});

test('is told of errors as errors', async () => {
	await withClient(async (client) => {
		const request = {
			model: MODEL,
			messages: [{ role: 'user' as const, content: 'a b '.repeat(9000) }]
		};
		await expect(client.chat.completions.create(request)).rejects.toMatchObject({
			status: 400,
			message: expect.stringContaining('n_keep: ') as unknown
		});
		await expect(
			client.chat.completions.create({ ...request, stream: true }).then(async (stream) => {
				for await (const chunk of stream) expect(chunk.choices).toEqual([]);
			})
		).rejects.toThrow(/does not fit in context length/);
	});
});

test('embeds, one vector for each text', async () => {
	await withClient(async (client) => {
		const { data } = await client.embeddings.create({
			model: 'text-embedding-nomic-embed-text-v1.5',
			input: ['search_document: rent', 'search_document: depot'],
			encoding_format: 'float'
		});
		expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
			[0, 768],
			[1, 768]
		]);
	});
});
