import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { makeLongAnswer } from '../bench/growing-text/long-answer.ts';
import { seededRandom } from '../bench/seeded-random.ts';
import { chatEnd, deltas } from './wire-replies.ts';

const LENGTH = 1_000_000;
const CHARACTERS_PER_TOKEN = 4;
const BLOCKS_PER_MARK = 8;
/** From here on the answer comes slowly enough for a person to do something meanwhile. */
const SLOW_FROM = 0.6;
/** From here on for a person on a busy machine. */
const SLOWER_FROM = 0.9;
/** 8,000 tokens a second, and then 800. */
const TOKENS_PER_PAUSE = 80;
const PAUSE_MS = 10;
const LONGER_PAUSE_MS = 100;

/** An answer of a megabyte with all that models write, and the marks in it: paragraphs of which no two are the same. */
export interface Megabyte {
	text: string;
	marks: readonly string[];
}

export function makeMegabyte(): Megabyte {
	const marks: string[] = [];
	const parts: string[] = [];
	const mark = () => {
		marks.push(`Mark ${marks.length} is here.`);
		return marks.at(-1) ?? '';
	};
	const blocks = makeLongAnswer(LENGTH, seededRandom(5)).trimEnd().split('\n\n');
	for (const [at, block] of blocks.entries()) {
		parts.push(...(at % BLOCKS_PER_MARK === 0 ? [mark(), block] : [block]));
	}
	parts.push(mark());
	return { text: parts.join('\n\n'), marks };
}

/** A model server that streams one text, token by token. */
export interface TokenServer {
	url: string;
	/** Resolves once so much of the text is sent, as a share of it. */
	reached: (share: number) => Promise<void>;
	/** All of it from now on, as fast as the page takes it. */
	rush: () => void;
	close: () => Promise<void>;
}

/** Streams `text` as fast as the page takes it, but for its last part, until it is told to rush. */
export async function startTokenServer(text: string): Promise<TokenServer> {
	let isRushing = false;
	const waiting: { share: number; tell: () => void }[] = [];

	async function write(response: ServerResponse): Promise<void> {
		response.writeHead(200, {
			'Content-Type': 'text/event-stream',
			'Access-Control-Allow-Origin': '*'
		});
		for (let at = 0, tokens = 0; at < text.length; at += CHARACTERS_PER_TOKEN, tokens += 1) {
			const share = at / text.length;
			const isSlow = !isRushing && share > SLOW_FROM;
			if (isSlow && tokens % TOKENS_PER_PAUSE === 0) {
				await setTimeout(share > SLOWER_FROM ? LONGER_PAUSE_MS : PAUSE_MS);
			}
			for (const { share: wanted, tell } of waiting) if (share >= wanted) tell();
			const frame = deltas(text.slice(at, at + CHARACTERS_PER_TOKEN));
			if (!response.write(frame)) await once(response, 'drain');
		}
		response.end(chatEnd(text));
	}

	const server = createServer((request, response) => {
		request.resume();
		// A page that goes away needs no more of it.
		write(response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		reached: (share) => new Promise((tell) => waiting.push({ share, tell })),
		rush() {
			isRushing = true;
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}
