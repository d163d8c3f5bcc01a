/** `npm run check:lmstudio -- --endpoint URL`: tries a real LM Studio out, and tells where it differs from what we assume. */
import { parseArgs } from 'node:util';
import { createLmStudioClient } from '#lib/adapters/lmstudio/create-lm-studio-client.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import { DEFAULT_MODELS } from '#lib/core/catalog/model-keys.ts';
import type { Clock } from '#lib/core/ports.ts';
import { checkLmStudio } from './lm-studio-checks/check-lm-studio.ts';
import { formatRows } from './lm-studio-checks/format-rows.ts';

const { values } = parseArgs({
	options: {
		endpoint: { type: 'string', default: 'http://127.0.0.1:1234' },
		token: { type: 'string' },
		model: { type: 'string', default: DEFAULT_MODELS.chat },
		'embedding-model': { type: 'string', default: DEFAULT_MODELS.embedding },
		'context-length': { type: 'string', default: '8192' }
	}
});

const contextLength = Number(values['context-length']);
if (!Number.isSafeInteger(contextLength) || contextLength < 1) {
	throw new RangeError(
		`Expected --context-length to be a positive whole number, got ${values['context-length']}`
	);
}

const clock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	after(delayMs, task) {
		const timer = setTimeout(task, delayMs);
		return () => clearTimeout(timer);
	}
};

const client = createLmStudioClient({
	endpoint: values.endpoint,
	token: () => values.token,
	slots: createPageSlots(1),
	clock,
	random: Math.random
});

console.log(`Trying ${values.endpoint}. Loading and long prompts take their time.\n`);
const rows = await checkLmStudio({
	client,
	clock,
	chatModel: values.model,
	embeddingModel: values['embedding-model'],
	contextLength,
	onRow: ({ check, verdict }) => console.log(`${check}: ${verdict}`)
});
console.log(`\n${formatRows(rows)}`);
if (rows.some(({ verdict }) => verdict === 'differs')) process.exitCode = 1;
