import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { DEFAULT_ANSWER_TOKENS, fit, type Fit } from '#lib/core/analysis/fit.ts';
import { findInstance } from '#lib/core/catalog/model-keys.ts';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import type { ChannelRun, ChannelRuns } from './channel-runs.svelte.ts';
import type { DraftState } from './draft-state.svelte.ts';
import { EvidenceState } from './evidence-state.svelte.ts';
import type { ModelChoice } from './model-choice.svelte.ts';
import { requestOfChoices } from './request-of-choices.ts';
import { readTextPart, scopeOf, scopeOfPart, type RunScope, type TextPart } from './run-scope.ts';
import type { RunState, ShownRun } from './run-state.svelte.ts';
import type { ServerState } from './server-state.svelte.ts';
import type { TemplateState } from './template-state.svelte.ts';

export interface AnalyseParts {
	draft: DraftState;
	templates: TemplateState;
	models: ModelChoice;
	server: ServerState;
	run: RunState;
	/** Every run on the page's channel. */
	runsHere: ChannelRuns;
	/** The text that somebody on the channel had analysed, by its hash. */
	fetchContent: (contentHash: string) => Promise<string | undefined>;
	/** The largest request that gets through, in bytes; `undefined` where there is no limit, or none is known yet. */
	maxRequestBytes: () => number | undefined;
	/** Resolves once the services listen; has them loaded. It rejects where they cannot be, and has said so. */
	ready: () => Promise<void>;
}

/** Why pressing Run does not start a run, with what to say about it. */
export type Obstacle =
	| {
			kind: 'no_content' | 'missing_variable' | 'bad_template' | 'too_long' | 'too_large';
			say: string;
	  }
	| undefined;

/** What came of loading a model with a larger context, until the next attempt. */
export type Loading =
	| { state: 'idle' }
	| { state: 'loading'; contextLength: number }
	| { state: 'granted'; requested: number; granted: number | undefined }
	| { state: 'failed'; error: ErrorData };

/** As JSON has it: `\u0000` is the longest of all. */
const MOST_BYTES_OF_A_CHARACTER = 6;
/** What a request has beside its text: variables and options, and now and then a template. */
const ENVELOPE_BYTES = 64 * 1024;

const inMiB = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);

/** The Analyse page: a text, a template, a model, and the run that joins them. */
export class AnalyseState {
	readonly draft: DraftState;
	readonly templates: TemplateState;
	readonly models: ModelChoice;
	readonly run: RunState;
	readonly runsHere: ChannelRuns;
	readonly evidence: EvidenceState;
	readonly #fetchContent: AnalyseParts['fetchContent'];
	/** One's own run, while another's is shown in its place. */
	#mine: ShownRun | undefined;
	readonly #maxRequestBytes: AnalyseParts['maxRequestBytes'];
	readonly #server: ServerState;
	readonly #ready: AnalyseParts['ready'];

	/** The part of the source that is selected, as offsets into it. */
	#selection = $state.raw<{ from: number; to: number }>({ from: 0, to: 0 });
	/** Run was pressed on a text that does not fit: the ways out are shown until something changes. */
	#asked = $state(false);
	#loading = $state.raw<Loading>({ state: 'idle' });

	/** Template, text and room for the answer against the context of the chosen model. */
	readonly fit: Fit = $derived.by(() => this.#fitOf(this.draft.tokens));
	readonly selectedText = $derived.by(() =>
		this.draft.content.slice(this.#selection.from, this.#selection.to)
	);
	readonly obstacle: Obstacle = $derived.by(() => this.#findObstacle());
	/** The answer shown is to another text than the one in the source pane. */
	readonly isAnswerOld: boolean = $derived.by(
		() =>
			this.run.record !== undefined &&
			this.run.record.watched === undefined &&
			// The whole text, or the part that alone was in the source pane.
			(this.run.record.scope.kind === 'whole' ||
				this.run.record.scope.ofCharacters === undefined) &&
			this.run.record.request.content !== this.draft.content
	);

	constructor(parts: AnalyseParts) {
		this.draft = parts.draft;
		this.templates = parts.templates;
		this.models = parts.models;
		this.run = parts.run;
		this.runsHere = parts.runsHere;
		this.evidence = new EvidenceState(parts.run, parts.draft);
		this.#fetchContent = parts.fetchContent;
		this.#maxRequestBytes = parts.maxRequestBytes;
		this.#server = parts.server;
		this.#ready = parts.ready;
	}

	get wasAsked(): boolean {
		return this.#asked;
	}

	get loading(): Loading {
		return this.#loading;
	}

	select(from: number, to: number): void {
		this.#selection = { from, to };
	}

	/**
	 * Runs the whole text, unless something stands in the way: then `obstacle` says what, and nothing is sent.
	 *
	 * @returns whether a run was started
	 */
	readonly start = async (): Promise<boolean> => {
		if (this.run.isRunning || !(await this.#isHeard())) return false;
		this.draft.count();
		this.#asked = this.obstacle !== undefined;
		if (this.obstacle) return false;
		const { content, part } = this.draft;
		return this.#send(content, scopeOfPart(content, part));
	};

	/** Loads the chosen model with a context that is large enough, then runs if it was granted. */
	readonly loadLarger = async (): Promise<void> => {
		const model = this.models.chat;
		if (this.fit.state !== 'too_long' || this.fit.loadWith === undefined || !model) return;
		const requested = this.fit.loadWith;
		this.#loading = { state: 'loading', contextLength: requested };
		const result = await this.#server.load(model.key, requested);
		this.#loading = result.ok
			? { state: 'granted', requested, granted: result.state.load?.granted_context_length }
			: { state: 'failed', error: result.error };
		if (result.ok) await this.start();
	};

	/** Runs as much of the beginning as fits; the answer carries that. */
	readonly startFirstPart = async (): Promise<void> => {
		if (!(await this.#isHeard()) || this.fit.state !== 'too_long') return;
		const { firstPart } = await import('#lib/core/documents/first-part.ts');
		this.#sendPart(firstPart(this.draft.content, this.fit.contentTokens), 'first_part');
	};

	/** Runs the selected part, if it fits; the answer carries that. */
	readonly startSelection = async (): Promise<void> => {
		const content = this.selectedText;
		if (content.trim() === '' || !this.selectionFits() || !(await this.#isHeard())) return;
		this.#sendPart(content, 'selection');
	};

	/** Whether the selected part alone fits. */
	selectionFits(): boolean {
		return this.#fitOf(estimateTokens(this.selectedText)).state !== 'too_long';
	}

	/** Fills everything in as a run had it; `draft.undo` brings back the text that was there. */
	fill(request: LlmRequestData): void {
		const { content, template, template_source: source, options = {} } = request;
		const { name, part: named, ...metadata } = textsOf(request.metadata);
		const part = readTextPart(named);
		if (named !== undefined && part === undefined) metadata['part'] = named;
		this.draft.replace({
			content,
			...(name === undefined ? {} : { name }),
			...(part === undefined ? {} : { part }),
			...(Object.keys(metadata).length === 0 ? {} : { metadata })
		});
		this.templates.fill(template, { variables: textsOf(request.variables), options }, source);
		if (request.model !== undefined) this.models.choose('chat', request.model);
		this.run.clear();
	}

	/** Runs what was asked before once more; what it asked is filled in, too. */
	async startAgain(request: LlmRequestData): Promise<void> {
		if (!(await this.#isHeard())) return;
		this.fill(request);
		this.run.start(request, scopeOf(request));
	}

	/** An empty page; `draft.undo` brings the text back. */
	readonly startAnew = (): void => {
		this.draft.clear();
		this.run.clear();
		this.#asked = false;
		this.#loading = { state: 'idle' };
	};

	/**
	 * Shows somebody else's run with the text that it was given, in place of one's own.
	 *
	 * @param by what they are called, where they gave a name
	 */
	async watch(run: ChannelRun, by: string | undefined): Promise<void> {
		const content = await this.#fetchContent(run.contentHash);
		if (!this.run.record?.watched) this.#mine = this.run.shown;
		this.#show(run, { kind: 'whole' }, content ?? '', { by });
	}

	/** Back to one's own text and run, which went on meanwhile. */
	readonly stopWatching = (): void => {
		const mine = this.#mine;
		this.#mine = undefined;
		if (mine) this.run.show({ ...mine, view: this.runsHere.viewOf(mine.id) ?? mine.view });
		else this.run.clear();
	};

	/** Shows the run again that was under way, or had ended, when the page was loaded anew. */
	async resume(run: ChannelRun, scope: RunScope): Promise<void> {
		const content = await this.#fetchContent(run.contentHash);
		// Something else was begun meanwhile.
		if (this.run.record) return;
		this.#show(run, scope, content ?? this.draft.content);
	}

	#show(run: ChannelRun, scope: RunScope, content: string, watched?: { by: string | undefined }) {
		const view = this.runsHere.viewOf(run.id);
		if (!view) return;
		const { id, template, model } = run;
		const request = { content, template, ...(model === undefined ? {} : { model }) };
		this.run.show({ id, view, record: { request, scope, startedAt: run.startedAt, watched } });
	}

	/** Whether a request would be heard by now. */
	#isHeard(): Promise<boolean> {
		return this.#ready().then(
			() => true,
			() => false
		);
	}

	#sendPart(content: string, kind: TextPart) {
		if (content === '') return;
		this.#send(content, {
			kind,
			characters: content.length,
			ofCharacters: this.draft.content.length
		});
	}

	/** Whether it was sent: what was pressed twice is sent once. */
	#send(content: string, scope: RunScope): boolean {
		if (this.run.isRunning) return false;
		this.#asked = false;
		this.#loading = { state: 'idle' };
		this.draft.flush();
		this.run.start(this.#request(content, scope), scope);
		return true;
	}

	#request(content: string, scope: RunScope): LlmRequestData {
		const metadata = {
			...this.draft.metadata,
			...(this.draft.name === undefined ? {} : { name: this.draft.name }),
			...(scope.kind === 'whole' ? {} : { part: scope.kind })
		};
		return {
			...requestOfChoices(this.templates, this.models),
			content,
			...(Object.keys(metadata).length === 0 ? {} : { metadata })
		};
	}

	#fitOf(contentTokens: number): Fit {
		const { card, options, variables } = this.templates;
		const model = this.models.chat;
		const variableTokens = estimateTokens(Object.values(variables).join(' '));
		return fit({
			promptTokens: (card?.bodyTokens ?? 0) + variableTokens + contentTokens,
			contentTokens,
			answerTokens:
				options.max_output_tokens ?? card?.defaults.maxOutputTokens ?? DEFAULT_ANSWER_TOKENS,
			instance: model && findInstance([model], model.key),
			contextAtLoad: options.context_length,
			model
		});
	}

	#findObstacle(): Obstacle {
		const { missing, editProblem } = this.templates;
		if (this.draft.content.trim() === '' && this.templates.card?.needsContent !== false) {
			return {
				kind: 'no_content',
				say: 'There is no text yet. Paste one, drop a file, or try a sample.'
			};
		}
		if (editProblem !== undefined) return { kind: 'bad_template', say: editProblem };
		if (missing.length > 0) {
			return { kind: 'missing_variable', say: `This template needs: ${missing.join(', ')}.` };
		}
		if (this.fit.state === 'too_long') return { kind: 'too_long', say: 'This text does not fit.' };
		return this.#tooLarge();
	}

	#tooLarge(): Obstacle {
		const most = this.#maxRequestBytes();
		const { content } = this.draft;
		if (most === undefined || content.length * MOST_BYTES_OF_A_CHARACTER + ENVELOPE_BYTES <= most) {
			return undefined;
		}
		const bytes = new TextEncoder().encode(JSON.stringify(content)).length + ENVELOPE_BYTES;
		if (bytes <= most) return undefined;
		return {
			kind: 'too_large',
			say: `This text is ${inMiB(bytes)} MiB; the relay takes ${inMiB(most)} MiB at once. Analyse a part of it.`
		};
	}
}

/** The values that a form can show. */
function textsOf(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(values).flatMap(([name, value]) =>
			typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []
		)
	);
}
