/** The floor: eventsource-parser and JSON.parse, and nothing else. It shares no code with what is measured. */
import { createParser } from 'eventsource-parser';

/** Reads a response to its end and returns how many pieces came, and their text. */
export async function readByFloor(response: Response): Promise<{ pieces: number; text: string }> {
	let pieces = 0;
	let text = '';
	const parser = createParser({
		onEvent({ data }) {
			if (data === '[DONE]') return;
			const chunk = JSON.parse(data) as { choices: { delta: { content?: string } }[] };
			const content = chunk.choices[0]?.delta.content;
			if (content === undefined) return;
			pieces += 1;
			text += content;
		}
	});
	const decoder = new TextDecoder();
	const reader = response.body?.getReader();
	for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
		parser.feed(decoder.decode(read.value, { stream: true }));
	}
	return { pieces, text };
}
