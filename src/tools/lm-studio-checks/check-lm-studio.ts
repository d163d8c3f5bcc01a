import type { Clock, EndpointReport, ModelClient } from '#lib/core/ports.ts';
import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import type { CheckRow } from './check-row.ts';
import { generationChecks } from './generation-checks.ts';
import { canGoOn, checkEmbedding, checkList, checkLoad, chooseModel } from './model-checks.ts';
import { restoreModels } from './restore-models.ts';

export interface LmStudioCheck {
	client: ModelClient;
	clock: Clock;
	/** Taken where the server has them, else the first of their kind. */
	chatModel: string;
	embeddingModel: string;
	/** The context to load the models with, in tokens, as far as they can take it. */
	contextLength: number;
	/** Called with each row as soon as it is known. */
	onRow: (row: CheckRow) => void;
}

/**
 * Tries a server out, one thing after another, and compares it with what we assume about LM Studio. Whatever happens,
 * the models are as they were before when it ends, as far as the server allows.
 */
export async function checkLmStudio(options: LmStudioCheck): Promise<CheckRow[]> {
	const { client, clock, contextLength } = options;
	const rows: CheckRow[] = [];
	function note(row: CheckRow): CheckRow {
		rows.push(row);
		options.onRow(row);
		return row;
	}

	const before = await client.inspect();
	note(await checkList(before));
	if (!canGoOn(before)) return rows;
	const chat = chooseModel(before, 'chat', options.chatModel);
	const embedding = chooseModel(before, 'embedding', options.embeddingModel);
	try {
		// Both before the first answer: loaded by hand, neither evicts the other.
		if (chat) note(await checkLoad(client, chat, contextLength));
		if (embedding) note(await checkLoad(client, embedding, contextLength));
		const loaded = await client.inspect();
		const context = contextOf(loaded, chat);
		if (chat && context !== undefined) {
			const checks = generationChecks({ client, clock, model: chat.key, contextLength: context });
			for (const check of checks) note(await check());
		} else {
			note(notTried('Stream, cancel, overflow, unknown model', 'chat'));
		}
		note(
			embedding && contextOf(loaded, embedding) !== undefined
				? await checkEmbedding(client, embedding.key)
				: notTried('Embed', 'embedding')
		);
	} finally {
		note(await restoreModels(client, before));
	}
	return rows;
}

/** The largest context that the model is loaded with; 0 where the server does not tell, `undefined` where it is not loaded. */
function contextOf({ models }: EndpointReport, model: ModelInfo | undefined): number | undefined {
	const copies = models.find(({ key }) => key === model?.key)?.loaded ?? [];
	if (copies.length === 0) return undefined;
	return Math.max(...copies.map(({ context_length }) => context_length ?? 0));
}

function notTried(check: string, kind: ModelInfo['kind']): CheckRow {
	return {
		check,
		assumed: 'not looked at',
		found: `no ${kind} model is loaded`,
		verdict: 'not tried'
	};
}
