import type { Effects } from './effects.ts';

/** One way LM Studio, or what stands in its place, has been seen to behave. */
export interface Scenario {
	name: string;
	/** What a client meets, in one line. */
	about: string;
	effects: Effects;
}

/**
 * All scenarios. Unless the line says otherwise, only generation changes; health checks, lists and loading stay as they
 * are. A scenario that changes the models does so when it is set, and gives them back when it is left.
 */
export const SCENARIOS: readonly Scenario[] = [
	// What the server is, or seems to be.
	{
		name: 'unauthorized',
		about: 'Every request is refused with 401, whatever token it brings',
		effects: { everyRequest: 'unauthorized' }
	},
	{
		name: 'not-lmstudio',
		about: 'Every address answers 200 with a web page',
		effects: { everyRequest: 'html' }
	},
	{
		name: 'never-answers',
		about: 'Every request is accepted and never answered, health checks included',
		effects: { everyRequest: 'hangs' }
	},

	// Models.
	{
		name: 'no-models-loaded',
		about: 'Nothing is loaded, and requests do not load models',
		effects: { models: 'none_loaded', jit: false }
	},
	{
		name: 'no-chat-model',
		about: 'Only embedding models are downloaded',
		effects: { models: 'no_chat_model' }
	},
	{
		name: 'load-fails',
		about: 'Nothing is loaded, and every load breaks off halfway',
		effects: { models: 'none_loaded', loadFails: true }
	},
	{
		name: 'slow-load',
		about: 'Nothing is loaded, and a load takes 12 s in 113 progress events',
		effects: { models: 'none_loaded', loadSeconds: 12, loadProgressSteps: 113 }
	},
	{
		name: 'reasoning-model',
		about: 'Every chat model reasons before it answers',
		effects: { reasoningField: 'reasoning_content' }
	},
	{
		name: 'think-tags',
		about: 'Every chat model puts its reasoning between <think> tags into the text',
		effects: { reasoningField: 'think-tags' }
	},

	// Refusals before the answer.
	{
		name: 'http-500-once',
		about: 'The first generation fails with 500, the next ones succeed',
		effects: { refusal: { status: 500, message: 'Internal server error', isOnce: true } }
	},
	{
		name: 'http-429-once',
		about: 'The first generation is refused with 429 and Retry-After: 1',
		effects: {
			refusal: {
				status: 429,
				message: 'Too many requests',
				headers: { 'Retry-After': '1' },
				isOnce: true
			}
		}
	},
	{
		name: 'http-503-always',
		about: 'Every generation fails with 503',
		effects: { refusal: { status: 503, message: 'Service unavailable' } }
	},
	{
		name: 'html-200',
		about: 'A generation answers 200 with a web page',
		effects: { refusal: { status: 200, message: 'A page of some other server.', isHtml: true } }
	},
	{
		name: 'model-crashed',
		about: 'Every generation reports that the model has crashed',
		effects: {
			refusal: {
				status: 400,
				message:
					'The model has crashed without additional information. (Exit code: 18446744072635812000)',
				isCrash: true
			}
		}
	},

	// The prompt.
	{
		name: 'overflow-in-stream',
		about: 'Every prompt is too long; a stream says so in an error event after 200',
		effects: { overflow: 'in_stream' }
	},
	{
		name: 'overflow-400',
		about: 'Every prompt is too long; streams, too, are refused with 400',
		effects: { overflow: 'as_status' }
	},
	{
		name: 'overflow-silent-cut',
		about: 'The server drops most of the prompt and tells it by the input tokens only',
		effects: { overflow: 'silent_cut' }
	},
	{
		name: 'slow-prefill',
		about: 'The prompt takes 30 s to read',
		effects: { prefillSeconds: 30 }
	},

	// What a stream says.
	{
		name: 'empty-stream',
		about: 'A stream with nothing in it',
		effects: { stream: { isEmpty: true } }
	},
	{
		name: 'done-only',
		about: 'A stream of the terminal marker alone',
		effects: { stream: { isMarkerOnly: true } }
	},
	{
		name: 'json-200-instead-of-stream',
		about: 'A stream was asked for, and one JSON answer comes',
		effects: { stream: { isJson: true } }
	},
	{
		name: 'reset-after-n-chunks',
		about: 'The connection is reset after 8 deltas',
		effects: { stream: { resetAfter: 8 } }
	},
	{
		name: 'end-without-marker',
		about: 'The whole text, and a clean end without finish reason, [DONE] or chat.end',
		effects: { stream: { withoutMarker: true } }
	},
	{
		name: 'stall-after-first-token',
		about: 'One delta, and silence on an open connection',
		effects: { stream: { stallAfter: 1 } }
	},
	{
		name: 'error-then-chat-end',
		about:
			'An error event after 8 deltas; native streams then send chat.end with the partial result',
		effects: { stream: { errorAfter: 8 } }
	},
	{
		name: 'malformed-json-mid-stream',
		about: 'Before the sixth delta comes half of its frame, then the whole one',
		effects: { stream: { malformedBefore: 6 } }
	},
	{
		name: 'data-after-done',
		about: 'One more delta after the terminal marker',
		effects: { stream: { dataAfterEnd: true } }
	},
	{
		name: 'stay-open-after-end',
		about: 'The connection stays open after the terminal marker',
		effects: { stream: { staysOpen: true } }
	},
	{
		name: 'duplicate-prompt-end',
		about: 'Native streams tell the end of prompt processing twice',
		effects: { stream: { promptEndTwice: true } }
	},
	{
		name: 'message-start-empty',
		about: 'The data of the native message.start is {}',
		effects: { stream: { emptyMessageStart: true } }
	},
	{
		name: 'role-on-every-delta',
		about: 'OpenAI-compatible streams repeat the role on every delta',
		effects: { stream: { roleOnEveryDelta: true } }
	},
	{
		name: 'tool-name-empty',
		about: 'Streamed tool calls repeat name: "" after the first piece',
		effects: { stream: { emptyToolNames: true } }
	},
	{
		name: 'json-in-reasoning',
		about: 'A JSON answer comes as reasoning, and the text is empty',
		effects: { jsonInReasoning: true }
	},

	// How its bytes come.
	{
		name: 'split-frames',
		about: 'Every frame in several pieces, cut inside characters of several bytes',
		effects: { bytes: { splits: true } }
	},
	{
		name: 'merged-frames',
		about: 'Five frames in one piece',
		effects: { bytes: { framesPerWrite: 5 } }
	},
	{ name: 'crlf', about: 'Lines end with CR LF', effects: { bytes: { lineEnd: '\r\n' } } },
	{ name: 'cr', about: 'Lines end with CR', effects: { bytes: { lineEnd: '\r' } } },
	{
		name: 'bom',
		about: 'The stream begins with a byte order mark',
		effects: { bytes: { startsWithBom: true } }
	},
	{ name: 'burst', about: 'Tokens come without any pause', effects: { burst: true } },

	// Embeddings.
	{
		name: 'embedding-crash-on-concurrent',
		about: 'Two embedding requests at the same time crash the model under both',
		effects: { embeddingsCrashTogether: true }
	}
];

export function findScenario(name: string): Scenario | undefined {
	return SCENARIOS.find((scenario) => scenario.name === name);
}
