/** A model server whose answer is written by the benchmark, piece by piece, when it wants. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Upstream {
	readonly url: string;
	/** The answer that was asked for next. */
	nextAnswer: () => Promise<Answer>;
}

export interface Answer {
	/** Writes these pieces in one go. */
	write: (pieces: readonly string[]) => void;
	end: () => void;
}

export async function startUpstream(): Promise<Upstream> {
	const waiting: ((answer: Answer) => void)[] = [];
	const server = createServer((request, response) => {
		if (request.url === '/v1/chat/completions') {
			request.resume();
			response.writeHead(200, { 'Content-Type': 'text/event-stream' });
			waiting.shift()?.(answerOn(response));
			return;
		}
		const isList = request.url === '/v1/models';
		response.writeHead(isList ? 200 : 404, { 'Content-Type': 'application/json' });
		response.end(
			JSON.stringify(isList ? { object: 'list', data: [{ id: 'bench', object: 'model' }] } : {})
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		nextAnswer: () => new Promise((resolve) => waiting.push(resolve))
	};
}

function answerOn(response: ServerResponse): Answer {
	const event = (choice: object) =>
		`data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'bench', choices: [{ index: 0, ...choice }] })}\n\n`;
	return {
		write: (pieces) =>
			void response.write(pieces.map((content) => event({ delta: { content } })).join('')),
		end: () => void response.end(`${event({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`)
	};
}
