/** A simulator of LM Studio whose every answer is one long text, paced and framed by the simulator's own code. */
import { createServer, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realClock } from '../../../src/simulator/clock.ts';
import { startRun, type GenerationResult } from '../../../src/simulator/generation/run.ts';
import { writeStream } from '../../../src/simulator/generation/write-stream.ts';
import { openSse } from '../../../src/simulator/http/sse-writer.ts';
import { createNativeDialect } from '../../../src/simulator/native/chat-dialect.ts';
import { startSimulator } from '../../../src/simulator/simulator.ts';

export interface AnsweringServer {
	readonly url: string;
	/** Of the answers from now on. */
	setSpeed: (tokensPerSecond: number) => void;
	/** Resolves when the next answer has ended: with the time at which its last bytes went out, in epoch milliseconds. */
	nextEnd: () => Promise<number>;
	close: () => Promise<void>;
}

const INSTANCE = 'llama-3.2-3b-instruct';

export async function startAnsweringServer(tokens: readonly string[]): Promise<AnsweringServer> {
	const simulator = await startSimulator({ loadSeconds: 0 });
	const waiting: ((endedAt: number) => void)[] = [];
	let tokensPerSecond = 500;

	async function answer(response: ServerResponse): Promise<void> {
		const left = new AbortController();
		response.on('close', () => left.abort());
		response.setHeader('Access-Control-Allow-Origin', '*');
		const sse = openSse(response, {}, realClock, left.signal);
		const dialect = createNativeDialect({}, bodyOf);
		const run = startRun(
			{
				inputTokens: 100,
				reasoning: [],
				text: tokens,
				toolName: undefined,
				toolArguments: [],
				stopReason: 'eosFound'
			},
			{ instanceId: INSTANCE, loadSeconds: undefined },
			{ tokensPerSecond, promptTokensPerSecond: Infinity, prefillSeconds: 0 },
			{ clock: realClock, closing: left.signal, leaving: left.signal }
		);
		await sse.send(dialect.opening(INSTANCE));
		let endedAt = NaN;
		const finished = () => void (endedAt = performance.timeOrigin + performance.now());
		await writeStream(sse, dialect, run, { effects: {}, finished, leaving: left.signal });
		waiting.shift()?.(endedAt);
	}

	const server = createServer((request, response) => {
		if (request.method === 'POST' && request.url === '/api/v1/chat') {
			request.resume();
			void answer(response);
			return;
		}
		const { method, headers } = request;
		const onward = forward(simulator.url + (request.url ?? '/'), { method, headers }, (reply) => {
			response.writeHead(reply.statusCode ?? 502, reply.headers);
			reply.pipe(response);
		});
		onward.on('error', () => response.destroy());
		request.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		setSpeed: (speed) => void (tokensPerSecond = speed),
		nextEnd: () => new Promise((resolve) => waiting.push(resolve)),
		async close() {
			server.close();
			server.closeAllConnections();
			await simulator.close();
		}
	};
}

function bodyOf({ text, tokensPerSecond }: GenerationResult) {
	return {
		model_instance_id: INSTANCE,
		output: [{ type: 'message', content: text }],
		stats: {
			input_tokens: 100,
			// Fewer than any template asks for at most: an answer of all that was asked for counts as cut off.
			total_output_tokens: 100,
			reasoning_output_tokens: 0,
			tokens_per_second: tokensPerSecond,
			time_to_first_token_seconds: 0
		}
	};
}
