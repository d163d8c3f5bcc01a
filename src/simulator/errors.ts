import type { JsonObject } from './json.ts';

/** Whose words an endpoint speaks: LM Studio's own REST v1, the OpenAI-compatible ones (and the older v0), Anthropic's. */
export type Flavour = 'native' | 'openai' | 'anthropic';

/** An answer that refuses a request, exactly as it goes over the wire. */
export class ApiError extends Error {
	override readonly name = 'ApiError';
	readonly status: number;
	readonly body: unknown;
	/** Blanks per level of the JSON text; LM Studio indents one of its errors. */
	readonly indent: number;
	readonly headers: Readonly<Record<string, string>>;

	constructor(
		status: number,
		body: unknown,
		{
			indent = 0,
			headers = {}
		}: { indent?: number; headers?: Readonly<Record<string, string>> } = {}
	) {
		super(JSON.stringify(body));
		this.status = status;
		this.body = body;
		this.indent = indent;
		this.headers = headers;
	}
}

type FailureKind =
	'unknown_model' | 'nothing_loaded' | 'load_failed' | 'overflow' | 'crashed' | 'generation_failed';

/** Something that went wrong inside the server, before an endpoint says it in its own words. */
export class ServerFailure extends Error {
	override readonly name = 'ServerFailure';
	readonly kind: FailureKind;

	constructor(kind: FailureKind, message: string) {
		super(message);
		this.kind = kind;
	}
}

/** How the native and the Anthropic endpoints tell each failure; OpenAI's are all 400 and differ in shape. */
const TELLING: Record<
	FailureKind,
	{ nativeStatus: number; nativeType: string; anthropicType: string; openaiCode?: string | null }
> = {
	unknown_model: {
		nativeStatus: 404,
		nativeType: 'model_not_found',
		anthropicType: 'not_found_error',
		openaiCode: 'model_not_found'
	},
	nothing_loaded: {
		nativeStatus: 404,
		nativeType: 'model_not_found',
		anthropicType: 'not_found_error',
		openaiCode: null
	},
	load_failed: { nativeStatus: 500, nativeType: 'internal_error', anthropicType: 'api_error' },
	overflow: {
		nativeStatus: 400,
		nativeType: 'invalid_request',
		anthropicType: 'invalid_request_error'
	},
	crashed: { nativeStatus: 500, nativeType: 'internal_error', anthropicType: 'api_error' },
	generation_failed: { nativeStatus: 500, nativeType: 'unknown', anthropicType: 'api_error' }
};

/** The failure as an ordinary answer. */
export function failureAnswer(flavour: Flavour, failure: ServerFailure): ApiError {
	const telling = TELLING[failure.kind];
	if (flavour === 'native') {
		return new ApiError(telling.nativeStatus, { error: nativeFailure(failure) });
	}
	if (flavour === 'anthropic') {
		return new ApiError(telling.nativeStatus, anthropicFailure(failure));
	}
	if (telling.openaiCode === undefined) return plainError(400, failure.message);
	return openaiError(failure.message, 'model', telling.openaiCode, {
		indent: failure.kind === 'unknown_model' ? 4 : 0
	});
}

/** The `error` object of the native API, in an answer or in an `error` event. */
export function nativeFailure(failure: ServerFailure): JsonObject {
	const type = TELLING[failure.kind].nativeType;
	const found = failure.kind === 'unknown_model' || failure.kind === 'nothing_loaded';
	return {
		message: failure.message,
		type,
		...(found ? { code: 'model_not_found', param: 'model' } : {})
	};
}

/** Anthropic's error body, which is also the payload of its `error` event. */
export function anthropicFailure(failure: ServerFailure): JsonObject {
	return {
		type: 'error',
		error: { type: TELLING[failure.kind].anthropicType, message: failure.message }
	};
}

/** `{"error":"…"}` */
export function plainError(status: number, message: string): ApiError {
	return new ApiError(status, { error: message });
}

/** OpenAI's error object, with status 400. */
export function openaiError(
	message: string,
	param: string,
	code: string | null,
	options: { indent?: number } = {}
): ApiError {
	const error = { message, type: 'invalid_request_error', param, code };
	return new ApiError(400, { error }, options);
}

/** A refusal of the native API, with status 400. */
export function nativeRefusal(message: string, code: string, param?: string): ApiError {
	const error = { message, type: 'invalid_request', ...(param ? { param } : {}), code };
	return new ApiError(400, { error });
}

/** The native API's words for a missing key, whose order of keys differs from its other refusals. */
export function missingParameter(param: string): ApiError {
	const message = `"${param}" is required`;
	const code = 'missing_required_parameter';
	return new ApiError(400, { error: { type: 'invalid_request', message, code, param } });
}
