import type { StreamEffects } from '../effects.ts';
import { nativeFailure } from '../errors.ts';
import type { Dialect } from '../generation/dialect.ts';
import type { GenerationResult, Step } from '../generation/run.ts';
import type { Frame } from '../http/sse-writer.ts';
import type { JsonObject } from '../json.ts';

/** The events of `/api/v1/chat`: the only endpoint that tells of loading and of reading the prompt. */
export function createNativeDialect(
	effects: StreamEffects,
	body: (result: GenerationResult) => JsonObject
): Dialect {
	let model = '';
	let open: 'reasoning' | 'message' | undefined;

	/** Ends the part that is open and begins `next`, where it is another one. */
	function turnTo(next: 'reasoning' | 'message' | undefined): Frame[] {
		if (next === open) return [];
		const ending = open ? [event(`${open}.end`)] : [];
		open = next;
		if (next === undefined) return ending;
		return [
			...ending,
			next === 'message' && effects.emptyMessageStart ? EMPTY : event(`${next}.start`)
		];
	}

	function chatEnd(result: GenerationResult): Frame {
		return event('chat.end', { result: body(result) });
	}

	return {
		tellsLoading: true,
		opening(instanceId) {
			model = instanceId;
			return [event('chat.start', { model_instance_id: model })];
		},
		frames(step: Step) {
			switch (step.type) {
				case 'load_start':
					return [event('model_load.start', { model_instance_id: model })];
				case 'load_progress':
					return [
						event('model_load.progress', { model_instance_id: model, progress: step.progress })
					];
				case 'load_end':
					return [
						event('model_load.end', { model_instance_id: model, load_time_seconds: step.seconds })
					];
				case 'prompt_start':
					return [event('prompt_processing.start')];
				case 'prompt_progress':
					return [event('prompt_processing.progress', { progress: step.progress })];
				case 'prompt_end': {
					const end = event('prompt_processing.end');
					return effects.promptEndTwice ? [end, end] : [end];
				}
				case 'reasoning':
					return [...turnTo('reasoning'), event('reasoning.delta', { content: step.text })];
				case 'text':
					return [...turnTo('message'), event('message.delta', { content: step.text })];
				case 'tool_arguments':
					return [];
			}
		},
		failure: (failure, partial) => [
			...turnTo(undefined),
			event('error', { error: nativeFailure(failure) }),
			chatEnd(partial)
		],
		closing: (result) => [...turnTo(undefined), chatEnd(result)]
	};
}

const EMPTY: Frame = { event: 'message.start', data: '{}' };

function event(type: string, rest: JsonObject = {}): Frame {
	return { event: type, data: JSON.stringify({ type, ...rest }) };
}
