import { openaiError, plainError } from '../errors.ts';
import { answerGeneration } from '../generation/answer-generation.ts';
import { roleOf, type PromptMessage } from '../generation/prompt.ts';
import type { Exchange } from '../http/exchange.ts';
import { listOf, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { StoredResponses } from '../stored-responses.ts';
import { contentText, limitOf, reasoningOf } from './read-chat.ts';
import { createResponsesDialect } from './responses-dialect.ts';
import { createResponseBody } from './response-body.ts';

/** `POST /v1/responses`. Unknown fields are ignored, and so are `ttl` and the schema in `text.format`. */
export async function answerResponses(exchange: Exchange): Promise<void> {
	const { body, world } = exchange;
	const previousId = textOf(body['previous_response_id']);
	const messages = readInput(body, earlierMessages(previousId, world.stored));
	const effort = objectOf(body['reasoning'])['effort'];
	const maxTokens = limitOf(body['max_output_tokens']);
	const nowSeconds = () => Math.floor(world.clock.now() / 1000);
	const responseBody = createResponseBody(world.ids, nowSeconds(), {
		previousId: previousId ?? null,
		instructions: textOf(body['instructions']) ?? null,
		maxTokens: maxTokens ?? null,
		temperature: numberOf(body['temperature']) ?? 0.8,
		effort: textOf(effort) ?? null,
		isStored: body['store'] !== false
	});
	await answerGeneration(exchange, {
		flavour: 'openai',
		model: textOf(body['model']) ?? '',
		isStream: body['stream'] === true,
		messages,
		maxTokens,
		stop: [],
		reasoning: reasoningOf(effort),
		dialect: () => createResponsesDialect(responseBody, nowSeconds),
		body: (result) => responseBody.completed(result, nowSeconds()),
		finished: ({ text }) => {
			const conversation = messages.filter(({ role }) => role !== 'system');
			world.stored.keep(responseBody.id, [...conversation, { role: 'assistant', text }]);
		}
	});
}

function readInput(body: JsonObject, earlier: readonly PromptMessage[]): PromptMessage[] {
	const { input, instructions } = body;
	if (input === undefined) throw plainError(400, "'input' field is required");
	const asked: PromptMessage[] =
		typeof input === 'string'
			? [{ role: 'user', text: input }]
			: listOf(input).map((value) => {
					const item = objectOf(value);
					return { role: roleOf(item['role']), text: contentText(item['content']) };
				});
	const system = textOf(instructions);
	return [
		...(system === undefined ? [] : [{ role: 'system' as const, text: system }]),
		...earlier,
		...asked
	];
}

/** Answers of `/api/v1/chat` can be continued here, too. */
function earlierMessages(
	id: string | undefined,
	stored: StoredResponses
): readonly PromptMessage[] {
	if (id === undefined) return [];
	const found = stored.find(id);
	if (found) return found;
	throw openaiError(
		`Prediction history node with id '${id}' not found while attempting to build chat history chain that includes this node.`,
		'previous_response_id',
		'previous_response_not_found'
	);
}
