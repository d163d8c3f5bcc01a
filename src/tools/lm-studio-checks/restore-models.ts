import type { EndpointReport, ModelClient } from '#lib/core/ports.ts';
import { runCheck, type CheckRow } from './check-row.ts';

interface Copy {
	model: string;
	id: string;
	contextLength: number | undefined;
}

/** Unloads what was not loaded before, and loads again what was, with the context it had. */
export function restoreModels(client: ModelClient, before: EndpointReport): Promise<CheckRow> {
	const assumed = 'the same models in memory as before';
	return runCheck('Clean-up', assumed, async () => {
		const wanted = copiesOf(before);
		const added = copiesOf(await client.inspect()).filter((copy) => !includes(wanted, copy));
		for (const { id } of added) await client.unload(id);

		const left = copiesOf(await client.inspect());
		const missing = wanted.filter((copy) => !includes(left, copy));
		for (const { model, contextLength } of missing) await client.load({ model, contextLength });

		const now = copiesOf(await client.inspect());
		return {
			found: `${added.length} unloaded, ${missing.length} loaded again`,
			isAsAssumed: now.length === wanted.length && wanted.every((copy) => includes(now, copy))
		};
	});
}

function copiesOf({ models }: EndpointReport): Copy[] {
	return models.flatMap(({ key, loaded }) =>
		loaded.map(({ id, context_length }) => ({ model: key, id, contextLength: context_length }))
	);
}

function includes(copies: readonly Copy[], { id, contextLength }: Copy): boolean {
	return copies.some((copy) => copy.id === id && copy.contextLength === contextLength);
}
