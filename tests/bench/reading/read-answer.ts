/** Reads one answer by the program's own client, as `app/create-model-client.ts` makes it. */
import { browserClock } from '#lib/adapters/browser/browser-clock.ts';
import { createLmStudioClient } from '#lib/adapters/lmstudio/create-lm-studio-client.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';

/** Resolves at the end of the answer. */
export async function readAnswer(endpoint: string, onText: (text: string) => void): Promise<void> {
	const client = createLmStudioClient({
		endpoint,
		slots: createPageSlots(4),
		clock: browserClock,
		random: Math.random
	});
	const request = {
		model: 'llama-3.2-3b-instruct',
		messages: [{ role: 'user' as const, text: 'Hello' }]
	};
	let reason = '';
	await client.generate(
		request,
		(event) => {
			if (event.type === 'text_delta') onText(event.text);
			if (event.type === 'finished') ({ reason } = event);
		},
		new AbortController().signal
	);
	if (reason !== 'stop')
		throw new Error(`Expected a whole answer, got one that ended by '${reason}'`);
}
