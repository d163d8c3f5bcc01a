import type { ChatMessageData } from '#lib/protocol/chat-schemas.ts';
import type { PlannedStep } from '#lib/protocol/agent-actions.ts';
import { DEFAULT_ANSWER_TOKENS } from '#lib/core/analysis/fit.ts';
import { planRequest, type Plan } from '#lib/core/analysis/plan-request.ts';
import type { EarlierTurn, PromptSource } from '#lib/core/analysis/prompt-source.ts';
import type { EndpointReport, ModelClient, NewId } from '#lib/core/ports.ts';
import type { ChatPublisher } from './chat-publisher.ts';
import { chooseSteps, type SpecialistStep } from './choose-steps.ts';
import { historyWithin, type Earlier } from './conversation.ts';
import { generateText, type Generated } from './generate-text.ts';
import { splitQuestion } from './split-question.ts';

export interface ChatPorts {
	client: ModelClient;
	prompts: PromptSource;
	newId: NewId;
}

/** A question on its way to its answer. */
export interface ChatRun {
	data: ChatMessageData;
	/** What was said before in the same workspace. */
	earlier: Earlier;
	publisher: ChatPublisher;
	signal: AbortSignal;
}

/** What a specialist found, as the answer's prompt takes it. */
interface Finding {
	title: string;
	text: string;
	isCut: boolean;
}

/** History that is sent where the server does not tell its context, in tokens. */
const HISTORY_TOKENS = 2048;

/** Kept free of history, since what is counted is an estimate: a tenth of the context. */
const SPARE_SHARE = 0.1;

/** Room for each specialist's findings where the context is not known, and never more than this, in tokens. */
const FINDING_TOKENS = 600;

/** The share of the context that all findings may fill together; instructions, question and answer need the rest. */
const FINDINGS_SHARE = 0.3;

/**
 * Answers one question: a plan, up to two specialists side by side, and one answer made of what they found; in one call
 * where no specialist is called for. A specialist that fails is left out; when all do, the answer is written from the text.
 *
 * @returns the answer's text; `undefined` where it failed, which `publisher` has told
 */
export async function answerChat(ports: ChatPorts, run: ChatRun): Promise<string | undefined> {
	const { publisher, signal, data } = run;
	publisher.planStarted();
	const { question, text } = readQuestion(data);
	if (question === '') {
		publisher.fail({
			code: 'bad_request',
			message: 'There is no question in this message.',
			suggestion: 'Write what you want to know.',
			retryable: false
		});
		return undefined;
	}
	const steps = chooseSteps({ question, text, chosen: data.template }).map((step) => ({
		step,
		planned: plan(ports.newId(), step.template, step.title, step.task)
	}));
	const writer = plan(
		ports.newId(),
		steps.length === 0 ? 'assistant' : 'synthesis',
		steps.length === 0 ? 'Answer' : 'Putting it together'
	);
	publisher.planReady([...steps.map(({ planned }) => planned), writer]);

	const findings = await askSpecialists(ports, run, steps);
	signal.throwIfAborted();
	const written =
		findings.length > 0
			? await write(ports, run, writer, 'chat_synthesis', '', { question, findings })
			: await write(ports, run, writer, 'chat_answer', text, { question });
	if (written.ok) publisher.answer(written);
	else publisher.fail(written.failure);
	return written.ok ? written.text : undefined;
}

/** The question, and the texts it is about together: what came beside it, then what was pasted into it. */
function readQuestion(data: ChatMessageData): { question: string; text: string } {
	const { question, pasted } = splitQuestion(data.content);
	const texts = [data.context?.trim() ?? '', pasted].filter((text) => text !== '');
	return { question, text: texts.join('\n\n') };
}

function plan(runId: string, agent: string, title: string, task?: string): PlannedStep {
	return { run_id: runId, agent, title, ...(task === undefined ? {} : { task }) };
}

async function askSpecialists(
	ports: ChatPorts,
	run: ChatRun,
	steps: readonly { step: SpecialistStep; planned: PlannedStep }[]
): Promise<Finding[]> {
	if (steps.length === 0) return [];
	const report = await ports.client.inspect(run.signal);
	run.signal.throwIfAborted();
	const found = await Promise.all(
		steps.map(({ step, planned }) => askSpecialist(ports, run, step, planned, report, steps.length))
	);
	return found.filter((finding) => finding !== undefined);
}

/** Never rejects: a specialist's failure is its own. */
async function askSpecialist(
	{ client, prompts }: ChatPorts,
	{ data, publisher, signal }: ChatRun,
	{ template, content, variables, title }: SpecialistStep,
	planned: PlannedStep,
	report: EndpointReport,
	specialists: number
): Promise<Finding | undefined> {
	const teller = publisher.specialist(planned);
	const rendered = await prompts.render({ template, content, variables });
	if (!rendered.ok) {
		teller.failed(rendered.failure);
		return undefined;
	}
	const request = { template, content, ...modelOf(data) };
	const whole = planRequest(rendered.prompt, request, report);
	const plan = whole.ok
		? limited(whole, specialists, rendered.prompt.defaults.maxOutputTokens)
		: whole;
	if (!plan.ok) {
		teller.failed(plan.failure);
		return undefined;
	}
	const result = await generateText(client, plan.request, teller, signal);
	if (!result.ok) {
		teller.failed(result.failure);
		return undefined;
	}
	teller.finished(result);
	return { title, text: result.text, isCut: result.reason === 'length' };
}

/** Findings are read by the one who answers: together they must leave room in the same context. */
function limited(
	plan: Extract<Plan, { ok: true }>,
	specialists: number,
	ownLimit: number | undefined
): Plan {
	const context = plan.expectation.contextLength;
	const share =
		context === undefined
			? FINDING_TOKENS
			: Math.max(1, Math.floor((context * FINDINGS_SHARE) / specialists));
	const maxOutputTokens = Math.min(share, FINDING_TOKENS, ownLimit ?? DEFAULT_ANSWER_TOKENS);
	return { ...plan, request: { ...plan.request, maxOutputTokens } };
}

async function write(
	{ client, prompts }: ChatPorts,
	{ data, earlier, publisher, signal }: ChatRun,
	planned: PlannedStep,
	template: string,
	content: string,
	given: { question: string; findings?: readonly Finding[] }
): Promise<Generated> {
	// Asked anew: a specialist may have loaded the model meanwhile.
	const report = await client.inspect(signal);
	signal.throwIfAborted();
	const variables = {
		question: given.question,
		...(given.findings === undefined ? {} : { findings: [...given.findings] })
	};
	const planWith = async (history: readonly EarlierTurn[]): Promise<Plan> => {
		const rendered = await prompts.render({ template, content, variables }, history);
		if (!rendered.ok) return rendered;
		return planRequest(rendered.prompt, { template, content, ...modelOf(data) }, report);
	};
	const bare = await planWith([]);
	const history = historyWithin(earlier, bare.ok ? roomBeside(bare) : 0);
	const plan = history.sent > 0 ? await planWith(history.messages) : bare;
	signal.throwIfAborted();
	const teller = publisher.writer(planned, history);
	if (!plan.ok) {
		teller.failed(plan.failure);
		return plan;
	}
	const result = await generateText(client, plan.request, teller, signal);
	if (result.ok) teller.finished(result);
	else teller.failed(result.failure);
	return result;
}

/** How many tokens of history fit beside a prompt and its answer. */
function roomBeside({ request, expectation }: Extract<Plan, { ok: true }>): number {
	const { contextLength, estimatedInputTokens } = expectation;
	if (contextLength === undefined) return HISTORY_TOKENS;
	const answerTokens = request.maxOutputTokens ?? DEFAULT_ANSWER_TOKENS;
	return contextLength * (1 - SPARE_SHARE) - estimatedInputTokens - answerTokens;
}

function modelOf({ model }: ChatMessageData): { model?: string } {
	return model === undefined ? {} : { model };
}
