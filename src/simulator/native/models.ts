import { ApiError, failureAnswer, nativeRefusal, ServerFailure } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/replies.ts';
import { numberOf, textOf } from '../json.ts';
import { describeNative } from '../models/describe-models.ts';
import { checkFields, type FieldTable } from './read-fields.ts';

/** `GET /api/v1/models` */
export function listNativeModels({ world, response }: Exchange): void {
	const { models } = world;
	const entries = models.definitions.map((definition) => describeNative(models, definition));
	sendJson(response, 200, { models: entries });
}

const LOAD_FIELDS: FieldTable = {
	required: { model: 'string' },
	optional: {
		context_length: 'number',
		eval_batch_size: 'number',
		flash_attention: 'boolean',
		num_experts: 'number',
		offload_kv_cache_to_gpu: 'boolean',
		echo_load_config: 'boolean'
	}
};

/** `POST /api/v1/models/load`: one more instance every time, answered when it is loaded. */
export async function loadModel({ body, world, response }: Exchange): Promise<void> {
	checkFields(body, LOAD_FIELDS);
	const contextLength = numberOf(body['context_length']);
	if (contextLength !== undefined && contextLength < 1) {
		throw nativeRefusal('Number must be greater than 0', 'too_small', 'context_length');
	}
	const definition = world.models.findDefinition(textOf(body['model']) ?? '');
	if (!definition) throw notFound(`Model '${String(body['model'])}' not found.`, 'model');
	try {
		const { instance, loadSeconds } = await world.loader.load(definition, {
			isJit: false,
			contextLength,
			evalBatchSize: numberOf(body['eval_batch_size']),
			flashAttention: flagOf(body['flash_attention']),
			experts: numberOf(body['num_experts']),
			offloadKvCache: flagOf(body['offload_kv_cache_to_gpu'])
		});
		sendJson(response, 200, {
			type: definition.type,
			instance_id: instance.id,
			load_time_seconds: loadSeconds,
			status: 'loaded',
			...(body['echo_load_config'] === true ? { load_config: instance.config } : {})
		});
	} catch (error) {
		throw error instanceof ServerFailure ? failureAnswer('native', error) : error;
	}
}

/** `POST /api/v1/models/unload`, by the exact id of an instance. */
export function unloadModel({ body, world, response }: Exchange): void {
	checkFields(body, { required: { instance_id: 'string' }, optional: {} });
	const id = textOf(body['instance_id']) ?? '';
	const instance = world.models.instances.find((it) => it.id === id);
	if (!instance) throw notFound(`Model instance '${id}' not found.`, 'instance_id');
	world.models.remove(instance);
	sendJson(response, 200, { instance_id: id });
}

/** `POST /api/v1/models/download`, by `owner/name` or an address on Hugging Face. */
export function startDownload({ body, world, response }: Exchange): void {
	checkFields(body, { required: { model: 'string' }, optional: { quantization: 'string' } });
	const model = textOf(body['model']) ?? '';
	const isAddress = /^https:\/\/huggingface\.co\/[\w.-]+\/[\w.-]+\/?$/i.test(model);
	if (body['quantization'] !== undefined && !isAddress) {
		throw nativeRefusal(
			'"quantization" is only supported for Hugging Face links',
			'invalid_value',
			'quantization'
		);
	}
	const isKnown = world.models.findDefinition(model) !== undefined;
	if (!isKnown && !isAddress && !/^[\w.-]+\/[\w.@-]+$/.test(model)) {
		throw notFound(`Model '${model}' not found.`, 'model');
	}
	sendJson(response, 200, world.downloads.start(model));
}

/** `GET /api/v1/models/download/status/{job}` */
export function showDownload({ world, parameter, response }: Exchange): void {
	const status = world.downloads.status(parameter);
	if (!status) {
		const message = `Download job '${parameter}' not found.`;
		throw new ApiError(404, { error: { message, type: 'job_not_found', code: 'job_not_found' } });
	}
	sendJson(response, 200, status);
}

function flagOf(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}

function notFound(message: string, param: string): ApiError {
	return new ApiError(404, {
		error: { message, type: 'model_not_found', code: 'model_not_found', param }
	});
}
