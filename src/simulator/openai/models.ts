import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/replies.ts';
import { describeOpenai } from '../models/describe-models.ts';

/** `GET /v1/models`: everything downloaded where requests load models, else what is loaded. */
export function listOpenaiModels({ world, response }: Exchange): void {
	const jit = world.effects.jit ?? world.settings.jit;
	const ids = jit
		? world.models.definitions.map(({ key }) => key)
		: world.models.instances.map(({ id }) => id);
	sendJson(response, 200, { data: ids.map(describeOpenai), object: 'list' });
}
