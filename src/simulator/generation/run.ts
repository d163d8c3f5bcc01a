import type { SimulatorClock } from '../clock.ts';
import type { GenerationPlan, StopReason } from './plan.ts';

/** What happens while an answer is made, in order. */
export type Step =
	| { type: 'load_start' }
	/** 0…1 */
	| { type: 'load_progress'; progress: number }
	| { type: 'load_end'; seconds: number }
	| { type: 'prompt_start'; inputTokens: number }
	/** 0…1 */
	| { type: 'prompt_progress'; progress: number }
	| { type: 'prompt_end' }
	| { type: 'reasoning'; text: string }
	| { type: 'text'; text: string }
	| { type: 'tool_arguments'; name: string; text: string };

/** What was made, so far or in the end. */
export interface GenerationResult {
	instanceId: string;
	inputTokens: number;
	/** All that was generated: reasoning, text and tool arguments. */
	outputTokens: number;
	reasoningTokens: number;
	reasoning: string;
	text: string;
	tool: { name: string; arguments: string } | undefined;
	stopReason: StopReason;
	/** From the start of reading the prompt. */
	firstTokenSeconds: number;
	/** From the end of reading the prompt. */
	generationSeconds: number;
	tokensPerSecond: number;
	/** Only where this request loaded the model. */
	loadSeconds: number | undefined;
}

export interface Speeds {
	tokensPerSecond: number;
	promptTokensPerSecond: number;
	/** Instead of the time that the prompt's length would take. */
	prefillSeconds: number | undefined;
}

export interface Run {
	/** Ends early when `leaving` aborts, though never while the prompt is read: LM Studio finishes that first. */
	steps: AsyncGenerator<Step, void>;
	result: () => GenerationResult;
}

/** Tokens a prompt is read in at a time. */
const BATCH = 512;
/** A prompt that is slow by order tells its progress in so many steps. */
const SLOW_STEPS = 10;
/** How often a generation without pauses lets the rest of the process run. */
const TOKENS_PER_TURN = 32;

export function startRun(
	plan: GenerationPlan,
	start: { instanceId: string; loadSeconds: number | undefined },
	speeds: Speeds,
	{ clock, closing, leaving }: { clock: SimulatorClock; closing: AbortSignal; leaving: AbortSignal }
): Run {
	const startedAt = clock.now();
	let readAt = startedAt;
	const result = emptyResult(plan, start);

	async function* readPrompt(): AsyncGenerator<Step, void> {
		yield { type: 'prompt_start', inputTokens: plan.inputTokens };
		const isSlow = speeds.prefillSeconds !== undefined;
		const batches = isSlow ? SLOW_STEPS : Math.ceil(plan.inputTokens / BATCH);
		const seconds = speeds.prefillSeconds ?? plan.inputTokens / speeds.promptTokensPerSecond;
		for (let batch = 1; batch <= batches; batch += 1) {
			await clock.delay((seconds * 1000) / batches, closing);
			yield { type: 'prompt_progress', progress: Math.round((batch / batches) * 10_000) / 10_000 };
		}
		readAt = clock.now();
		yield { type: 'prompt_end' };
	}

	function note(step: Step): void {
		const now = clock.now();
		if (result.outputTokens === 0) result.firstTokenSeconds = seconds3(now - startedAt);
		result.outputTokens += 1;
		if (step.type === 'reasoning') {
			result.reasoningTokens += 1;
			result.reasoning += step.text;
		}
		if (step.type === 'text') result.text += step.text;
		if (step.type === 'tool_arguments') {
			result.tool = { name: step.name, arguments: (result.tool?.arguments ?? '') + step.text };
		}
		result.generationSeconds = Math.max(0.001, seconds3(now - readAt));
		result.tokensPerSecond =
			Math.round((result.outputTokens / result.generationSeconds) * 100) / 100;
	}

	async function* steps(): AsyncGenerator<Step, void> {
		yield* readPrompt();
		let count = 0;
		for (const step of tokenSteps(plan)) {
			count += 1;
			const waitMs = readAt + (count / speeds.tokensPerSecond) * 1000 - clock.now();
			if (waitMs > 0 || count % TOKENS_PER_TURN === 1) {
				await clock.delay(Math.max(0, waitMs), leaving);
			}
			if (leaving.aborted) return;
			note(step);
			yield step;
		}
	}

	return { steps: steps(), result: () => result };
}

/** The result of a generation that has made nothing. */
export function emptyResult(
	plan: Pick<GenerationPlan, 'inputTokens' | 'stopReason'>,
	start: { instanceId: string; loadSeconds: number | undefined }
): GenerationResult {
	return {
		instanceId: start.instanceId,
		inputTokens: plan.inputTokens,
		outputTokens: 0,
		reasoningTokens: 0,
		reasoning: '',
		text: '',
		tool: undefined,
		stopReason: plan.stopReason,
		firstTokenSeconds: 0,
		generationSeconds: 0,
		tokensPerSecond: 0,
		loadSeconds: start.loadSeconds
	};
}

function* tokenSteps(plan: GenerationPlan): Generator<Step, void> {
	for (const text of plan.reasoning) yield { type: 'reasoning', text };
	for (const text of plan.text) yield { type: 'text', text };
	for (const text of plan.toolArguments) {
		yield { type: 'tool_arguments', name: plan.toolName ?? '', text };
	}
}

function seconds3(milliseconds: number): number {
	return Math.round(milliseconds) / 1000;
}
