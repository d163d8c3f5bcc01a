import type { ReasoningField } from './models/model-definition.ts';

/** What a scenario changes. Every switch is off unless it is named. */
export interface Effects {
	/** Instead of any answer at all, health checks and the list of models included. */
	everyRequest?: 'hangs' | 'html' | 'unauthorized' | undefined;

	/** Models at hand, from the moment the scenario is set. */
	models?: 'none_loaded' | 'no_chat_model' | undefined;
	/** Makes every chat model that does not reason one that does. */
	reasoningField?: ReasoningField | undefined;
	/** Overrides the option of that name. */
	jit?: boolean | undefined;
	loadSeconds?: number | undefined;
	loadProgressSteps?: number | undefined;
	/** Loading breaks off halfway. */
	loadFails?: boolean | undefined;

	/** Instead of generating, before anything is looked at but the request's form. */
	refusal?: Refusal | undefined;
	/** As if the prompt were longer than the context. */
	overflow?: 'in_stream' | 'as_status' | 'silent_cut' | undefined;
	/** Seconds of reading before the first token, whatever the prompt's length. */
	prefillSeconds?: number | undefined;
	/** No pause between tokens. */
	burst?: boolean | undefined;
	/** A JSON answer comes as reasoning, and the text stays empty. */
	jsonInReasoning?: boolean | undefined;
	/** A second embedding request crashes the model under the first. */
	embeddingsCrashTogether?: boolean | undefined;

	/** Streams only, from here on. */
	stream?: StreamEffects | undefined;
	bytes?: ByteEffects | undefined;
}

export interface Refusal {
	status: number;
	/** A page instead of an error object. */
	isHtml?: boolean;
	/** Told as the model's own failure, in the endpoint's words. */
	isCrash?: boolean;
	message: string;
	headers?: Readonly<Record<string, string>>;
	/** Only the first generation after the scenario was set. */
	isOnce?: boolean;
}

/** Changes to what a stream says. Deltas are pieces of text or reasoning, counted from 1. */
export interface StreamEffects {
	/** An event stream's headers, and then the end. */
	isEmpty?: boolean;
	/** The terminal marker alone. */
	isMarkerOnly?: boolean;
	/** The whole JSON answer of a request without `stream`. */
	isJson?: boolean;
	/** The connection is reset after so many deltas. */
	resetAfter?: number;
	/** Silence after so many deltas, until the client leaves. */
	stallAfter?: number;
	/** An `error` event after so many deltas. */
	errorAfter?: number;
	/** Before the delta of this number, half of its frame comes alone. */
	malformedBefore?: number;
	/** A clean end of the body without a finish reason, `[DONE]` or `chat.end`. */
	withoutMarker?: boolean;
	/** One more delta after the terminal marker. */
	dataAfterEnd?: boolean;
	/** The connection stays open after the terminal marker. */
	staysOpen?: boolean;
	/** OpenAI-compatible streams repeat the role on every delta, as servers before 0.4 did. */
	roleOnEveryDelta?: boolean;
	/** Tool calls carry `name: ""` on every piece but the first, as servers before 0.3.16 did. */
	emptyToolNames?: boolean;
	/** Native streams tell `prompt_processing.end` twice. */
	promptEndTwice?: boolean;
	/** The data of the native `message.start` is `{}`. */
	emptyMessageStart?: boolean;
}

/** Changes to how a stream's bytes go out. */
export interface ByteEffects {
	lineEnd?: '\r\n' | '\r';
	startsWithBom?: boolean;
	/** Every frame in several writes, cut inside a character of several bytes where it has one. */
	splits?: boolean;
	/** So many frames in one write. */
	framesPerWrite?: number;
}
