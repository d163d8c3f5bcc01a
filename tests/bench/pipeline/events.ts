/** A stream of `chat.completion.chunk` events as LM Studio sends them: 250 bytes each, about four characters of text. */

/** Words that the made-up answer consists of, with what must be escaped in JSON now and then. */
const WORDS = [
	'pump',
	' at',
	' the',
	' "gate"',
	' lost',
	' äöü',
	'\n',
	' path\\to',
	' 漢字',
	' 42'
];

/** How many of the events are written with other key orders and needless escapes; their meaning is the same. */
const ALTERED = 200;

export interface EventStream {
	/** The whole stream, as one network chunk for each event. */
	oneEventChunks: Uint8Array[];
	/** The same bytes cut at random into 1 to 16 KB. */
	randomChunks: Uint8Array[];
	/** The text that any correct reader makes of it. */
	text: string;
}

/** The same stream for the same arguments. */
export function makeEventStream(count: number, random: () => number): EventStream {
	const encoder = new TextEncoder();
	const every = Math.floor(count / ALTERED);
	const deltas = Array.from({ length: count }, () => pick(WORDS, random));
	const lines = deltas.map((delta, index) =>
		index > 0 && index % every === 0 ? alteredEvent(delta, index) : event(delta)
	);
	lines.push(
		'data: {"id":"chatcmpl-i9qxsazkiy8jccpd50s1j","object":"chat.completion.chunk","created":1790000000,"model":"llama-3.2-3b-instruct","system_fingerprint":"llama-3.2-3b-instruct","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}\n\n',
		'data: [DONE]\n\n'
	);
	const oneEventChunks = lines.map((line) => encoder.encode(line));
	return {
		oneEventChunks,
		randomChunks: cut(encoder.encode(lines.join('')), random),
		text: deltas.join('')
	};
}

function event(delta: string): string {
	return `data: {"id":"chatcmpl-i9qxsazkiy8jccpd50s1j","object":"chat.completion.chunk","created":1790000000,"model":"llama-3.2-3b-instruct","system_fingerprint":"llama-3.2-3b-instruct","choices":[{"index":0,"delta":{"content":${JSON.stringify(delta)}},"logprobs":null,"finish_reason":null}]}\n\n`;
}

/** The same meaning in other bytes: another order of keys, spaces, and every character escaped. */
function alteredEvent(delta: string, index: number): string {
	const escaped = escapeAll(delta);
	return index % 2 === 0
		? `data: {"object":"chat.completion.chunk", "id":"chatcmpl-i9qxsazkiy8jccpd50s1j","choices":[{"finish_reason":null,"delta":{"content":"${escaped}"},"index":0}],"model":"llama-3.2-3b-instruct","created":1790000000}\n\n`
		: `data: {"id":"chatcmpl-i9qxsazkiy8jccpd50s1j","object":"chat.completion.chunk","created":1790000000,"model":"llama-3.2-3b-instruct","system_fingerprint":"llama-3.2-3b-instruct","choices":[{"index":0,"delta":{"content":"${escaped}"},"logprobs":null,"finish_reason":null}]}\n\n`;
}

function escapeAll(text: string): string {
	return Array.from(
		{ length: text.length },
		(_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
	).join('');
}

function cut(bytes: Uint8Array, random: () => number): Uint8Array[] {
	const chunks: Uint8Array[] = [];
	for (let at = 0; at < bytes.length;) {
		const size = 1024 + Math.floor(random() * 15 * 1024);
		chunks.push(bytes.subarray(at, at + size));
		at += size;
	}
	return chunks;
}

function pick(words: readonly string[], random: () => number): string {
	return words[Math.floor(random() * words.length)] ?? '';
}
