import type { EndpointReport, ModelClient } from '#lib/core/ports.ts';
import { findModel } from '#lib/core/catalog/model-keys.ts';
import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import { runCheck, type CheckRow } from './check-row.ts';

/** Whether anything can be tried with this server. */
export function canGoOn({ state }: EndpointReport): boolean {
	return state === 'connected' || state === 'simulated' || state === 'no_model';
}

export function checkList(report: EndpointReport): Promise<CheckRow> {
	return runCheck('List of models', 'answers /api/v1/models', () => {
		const { state, api = 'none', models, detail } = report;
		const counts = ['chat', 'embedding'].map(
			(kind) => `${models.filter((model) => model.kind === kind).length} ${kind}`
		);
		const found = [state, `interface ${api}`, counts.join(' + '), detail ?? ''];
		return Promise.resolve({
			found: found.filter(Boolean).join(', '),
			isAsAssumed: canGoOn(report) && api === 'v1'
		});
	});
}

/** The named model where the server has it, else the first of its kind. */
export function chooseModel(
	{ models }: EndpointReport,
	kind: ModelInfo['kind'],
	name: string
): ModelInfo | undefined {
	const ofKind = models.filter((model) => model.kind === kind);
	return findModel(ofKind, name) ?? ofKind[0];
}

/** Loads a model with a context and compares what was granted. */
export function checkLoad(
	client: ModelClient,
	model: ModelInfo,
	contextLength: number
): Promise<CheckRow> {
	const wanted = Math.min(contextLength, model.max_context_length ?? contextLength);
	const assumed = `a context of ${wanted} is granted, or at least that is loaded`;
	return runCheck(`Load ${model.key}`, assumed, async () => {
		const report = await client.load({ model: model.key, contextLength: wanted });
		const granted = report.grantedContextLength;
		const how = report.alreadyLoaded
			? 'was loaded'
			: `loaded in ${report.loadTimeSeconds ?? '?'} s`;
		return {
			found: `${report.instanceId} ${how}, context ${granted ?? 'not told'}`,
			isAsAssumed: granted !== undefined && granted >= wanted
		};
	});
}

export function checkEmbedding(client: ModelClient, model: string): Promise<CheckRow> {
	const isNomic = /nomic-embed-text/i.test(model);
	const assumed = `one vector for each text${isNomic ? ', 768 dimensions' : ''}`;
	return runCheck(`Embed with ${model}`, assumed, async () => {
		const texts = ['Paris is the capital of France.', 'Bananas are yellow.'];
		const documents = await client.embed({ model, texts, purpose: 'document' });
		const query = await client.embed({
			model,
			texts: ['Which city is the capital of France?'],
			purpose: 'query'
		});
		const [similar = 0, other = 0] = documents.vectors.map((vector) =>
			similarity(vector, query.vectors[0] ?? [])
		);
		return {
			found: `${documents.vectors.length} vectors, ${documents.dimensions} dimensions, similarity ${similar.toFixed(2)} to the answer and ${other.toFixed(2)} to another text`,
			isAsAssumed: documents.vectors.length === 2 && (!isNomic || documents.dimensions === 768)
		};
	});
}

/** Of vectors of unit length. */
function similarity(one: readonly number[], other: readonly number[]): number {
	return one.reduce((sum, part, at) => sum + part * (other[at] ?? 0), 0);
}
