/**
 * What the core needs from the outside world. Adapters supply these; tests supply fakes that behave. Nothing below
 * `core/` reads a clock, draws a random number, opens a connection or stores a byte in any other way.
 */
import type { ErrorCode } from '#lib/protocol/error-codes.ts';
import type { FinishReason, ReasoningEffort, RunStats, Usage } from '#lib/protocol/chat-schemas.ts';
import type { ServerFrame } from '#lib/protocol/read-server-frame.ts';
import type { EmbeddingPurpose, EndpointState, ModelInfo } from '#lib/protocol/service-schemas.ts';
import type { DocumentKind } from './documents/document-records.ts';
import type { LocationMap } from './documents/location-map.ts';

export interface Clock {
	/** Epoch milliseconds, for people and for records. May jump. */
	now: () => number;
	/** Milliseconds from some fixed moment, for durations. Never runs backwards. */
	monotonic: () => number;
	/** Runs `task` once after `delayMs`; the returned function cancels it. */
	after: (delayMs: number, task: () => void) => () => void;
}

/** Gathers changes so that the view is updated once a frame, also where the page is hidden and no frames come. */
export interface FrameScheduler {
	/** Runs `task` soon, once, however often it is scheduled before that. Tasks run in the order of first asking. */
	schedule: (task: () => void) => void;
}

/** Makes ids that sort by time and fit `MessageId`. */
export type NewId = () => string;

/** A number of 0 up to, not including, 1. Not for secrets. */
export type Random = () => number;

/** SHA-256 of the text's UTF-8 bytes, in hexadecimal. Works on pages that are no secure context, too. */
export type HashText = (text: string) => Promise<string>;

/**
 * A limited number of places, shared by every tab of the browser where it offers that, else by this page alone.
 */
export interface Slots {
	/**
	 * Waits for a place, in order of asking, and resolves to the function that gives it back (once; later calls do
	 * nothing). `onWait` is called at once if the place is not free right now.
	 *
	 * @throws the signal's reason, when it aborts before a place was had
	 */
	acquire: (signal: AbortSignal, onWait?: () => void) => Promise<() => void>;
}

/** Names that a page holds while it does something, so that other tabs know that it lives. */
export interface Locks {
	/** Resolves when the name is held: until the returned function is called, or the page is gone. Many may hold one. */
	hold: (name: string) => Promise<() => void>;
	/**
	 * Holds it where nobody does yet, this page included; `undefined` where somebody does. Of several who ask at once, one
	 * gets it. Where the browser cannot tell, everybody gets it.
	 */
	holdAlone: (name: string) => Promise<(() => void) | undefined>;
	/** Whether any page of this browser holds it; `undefined` where the browser cannot tell. */
	isHeld: (name: string) => Promise<boolean | undefined>;
}

/** What the tabs of this browser tell each other. Where they cannot, nothing arrives; nobody may depend on it. */
export interface TabChannel {
	/** To every other tab, never to this one. */
	post: (message: unknown) => void;
	/** Calls `listener` with what the others post, unread by any schema; returns the unsubscribe. */
	subscribe: (listener: (message: unknown) => void) => () => void;
}

/** The room that the browser gives this page. */
export interface StorageSpace {
	/** What is used and offered, as the browser estimates it; `undefined` where it does not tell. */
	look: () => Promise<{ usedBytes: number; quotaBytes: number; isKept: boolean } | undefined>;
	/** Asks the browser not to clear what is stored when the disk fills; some ask the person. Whether it agrees. */
	keep: () => Promise<boolean>;
}

/** Whose turn a message of a prompt is. `system` never holds text from a document. */
export interface PromptMessage {
	role: 'system' | 'user' | 'assistant';
	text: string;
}

/** One generation, as the model server is asked for it. What is absent is the server's choice. */
export interface GenerationRequest {
	/** A model's key, or the id of a loaded instance. */
	model: string;
	messages: readonly PromptMessage[];
	temperature?: number | undefined;
	maxOutputTokens?: number | undefined;
	topP?: number | undefined;
	/** Tokens of context, used only if this request has to load the model. */
	contextLength?: number | undefined;
	seed?: number | undefined;
	stop?: readonly string[] | undefined;
	reasoning?: ReasoningEffort | undefined;
	/** A JSON schema that the answer must follow, already lowered to what the server can enforce. */
	jsonSchema?: { name: string; schema: Record<string, unknown> } | undefined;
}

/** A failure a person can act on: what happened, what to do, and whether trying again is safe. */
export interface Failure {
	code: ErrorCode;
	message: string;
	suggestion?: string | undefined;
	/** The same request may succeed later, and no part of an answer has come. */
	retryable: boolean;
	retryAfterMs?: number | undefined;
}

/**
 * What a generation tells, in order. Exactly one `finished` or `failed` comes last; nothing follows it. An abort is
 * `finished` with `cancelled`. A stream that ended without its terminal marker is `failed` with `interrupted`.
 */
export type GenerationEvent =
	| { type: 'queued' }
	| { type: 'load_progress'; progress: number | undefined }
	| { type: 'prompt_progress'; progress: number | undefined }
	| { type: 'reasoning_delta'; text: string }
	| { type: 'text_delta'; text: string }
	/** Nothing has come for a while after the first token; the connection stands. */
	| { type: 'idle'; idleMs: number }
	/** Before the first token only: attempt `attempt` of `attempts` starts in `delayMs`. */
	| { type: 'retrying'; attempt: number; attempts: number; delayMs: number; failure: Failure }
	| {
			type: 'finished';
			reason: Extract<FinishReason, 'stop' | 'length' | 'cancelled'>;
			usage: Usage;
			stats: RunStats;
			model: string | undefined;
	  }
	| { type: 'failed'; failure: Failure; usage: Usage; stats: RunStats; model: string | undefined };

/** How the model server is, and what it offers. Made by looking, never by remembering. */
export interface EndpointReport {
	state: EndpointState;
	/** The address that answered, without a trailing slash; the one asked where none did. */
	endpoint: string;
	api: 'v1' | 'v0' | 'openai' | undefined;
	models: ModelInfo[];
	/** One sentence about what is wrong, where something is. */
	detail: string | undefined;
}

/** What loading a model brought. */
export interface LoadReport {
	model: string;
	instanceId: string;
	requestedContextLength: number | undefined;
	/** What the server granted, read back from it; may be less than was asked for. */
	grantedContextLength: number | undefined;
	loadTimeSeconds: number | undefined;
	/** The model was loaded with at least that context already, and nothing was loaded. */
	alreadyLoaded: boolean;
}

/** A server of models. Everything it throws is a {@link ModelClientError}. */
export interface ModelClient {
	/** Looks at the server. Never throws: what is wrong is the report's `state`. */
	inspect: (signal?: AbortSignal) => Promise<EndpointReport>;
	/**
	 * Loads a model, or finds it loaded with enough context. Never makes a second copy: one with too little context is
	 * unloaded first.
	 *
	 * @throws {ModelClientError}
	 */
	load: (
		request: { model: string; contextLength?: number | undefined },
		signal?: AbortSignal
	) => Promise<LoadReport>;
	/** @throws {ModelClientError} */
	unload: (instanceId: string, signal?: AbortSignal) => Promise<void>;
	/**
	 * Generates. Calls `onEvent` synchronously as bytes arrive, and resolves after the last event. Never rejects.
	 * Aborting closes the connection, which ends the generation on the server.
	 */
	generate: (
		request: GenerationRequest,
		onEvent: (event: GenerationEvent) => void,
		signal: AbortSignal
	) => Promise<void>;
	/**
	 * Embeds texts, one batch at a time however many callers there are. Vectors have unit length.
	 *
	 * @throws {ModelClientError}
	 */
	embed: (
		request: { model: string; texts: readonly string[]; purpose: EmbeddingPurpose },
		signal?: AbortSignal
	) => Promise<{ vectors: number[][]; model: string; dimensions: number }>;
}

/** A call to a model server failed. `failure` is what a person reads; `cause` what was caught. */
export class ModelClientError extends Error {
	override readonly name = 'ModelClientError';
	readonly failure: Failure;

	constructor(failure: Failure, options?: ErrorOptions) {
		super(failure.message, options);
		this.failure = failure;
	}

	get code(): ErrorCode {
		return this.failure.code;
	}
}

/** What a socket tells of itself. Nothing is told before `openSocket` has returned, and nothing after `closed`. */
export interface SocketEvents {
	opened: () => void;
	received: (frame: ServerFrame) => void;
	/** @param code as WebSocket close codes go; 1006 where none came */
	closed: (code: number, reason: string) => void;
}

/** One connection to a relay. What is sent before `opened` or after `closed` is lost. */
export interface LinkSocket {
	send: (text: string) => void;
	close: () => void;
}

/** Opens a connection to a relay. What cannot be opened tells `closed`. */
export type OpenSocket = (events: SocketEvents) => LinkSocket;

/** Short texts that one tab keeps over a reload, and no other tab sees. */
export interface TabMemory {
	get: (key: string) => string | undefined;
	set: (key: string, text: string) => void;
}

/** What a file became: its text in pieces, none of them long enough to hold up the page. */
export interface DocumentReading {
	kind: DocumentKind;
	/** Each but the last is a multiple of 16,384 UTF-16 units long. */
	pieces: readonly string[];
	/** SHA-256 of the whole text. */
	contentHash: string;
	map: LocationMap;
	/** Absent where the file is no text in itself. */
	encoding: string | undefined;
	/** Sentences about what may be missing or wrong. */
	warnings: readonly string[];
}

/** Reads files of every kind, one at a time, away from the page's thread where the browser lets it. */
export interface DocumentReader {
	/**
	 * @param onProgress told how far it is, from 0 to 1
	 * @throws {DocumentReadError}
	 * @throws the signal's reason, when it aborts
	 */
	read: (
		file: File,
		options: { signal: AbortSignal; onProgress: (progress: number) => void }
	) => Promise<DocumentReading>;
}

/** A file could not be read: what was expected and what came, and what a person can do. */
export class DocumentReadError extends Error {
	override readonly name = 'DocumentReadError';
	readonly suggestion: string;

	constructor(message: string, suggestion: string, options?: ErrorOptions) {
		super(message, options);
		this.suggestion = suggestion;
	}
}

/**
 * The tables of the store. Large texts lie apart from the records that lists read: a run is a small record in `runs`, its
 * receipt, its answer (`answers`) and the text that it read (`texts`) are read when it is opened. A document's text, the
 * map back into its file and the file itself lie apart in the same way.
 */
export type TableName =
	| 'settings'
	| 'drafts'
	| 'choices'
	| 'workspaces'
	| 'documents'
	| 'batches'
	| 'batch_items'
	| 'document_texts'
	| 'document_maps'
	| 'originals'
	| 'texts'
	| 'runs'
	| 'receipts'
	| 'answers'
	| 'live_runs'
	| 'signatures'
	| 'search_texts'
	| 'chats'
	| 'chat_turns'
	| 'chat_texts'
	| 'templates';

/** A record as lists give it: `unknown` until a schema has read it. */
export interface RecordEntry {
	key: string;
	value: unknown;
}

/** One step of a transaction; without a value it deletes. */
export interface RecordChange {
	table: TableName;
	key: string;
	value?: unknown;
}

/** Keys of a table, both ends included; what is absent sets no end. Keys compare by their UTF-16 units. */
export interface KeyRange {
	from?: string;
	to?: string;
}

/** What is read of a range. */
export interface KeyQuery extends KeyRange {
	/** So many from the lowest key on, at most; 1 or more. */
	limit?: number;
}

/**
 * Where records are kept. Values are structured-cloneable; what is read is `unknown` until a schema has read it.
 * Each call is one transaction.
 */
export interface RecordStore {
	get: (table: TableName, key: string) => Promise<unknown>;
	put: (table: TableName, key: string, value: unknown) => Promise<void>;
	delete: (table: TableName, key: string) => Promise<void>;
	/** All changes or none, over as many tables as they name. Of two changes to one record the later one counts. */
	write: (changes: readonly RecordChange[]) => Promise<void>;
	/**
	 * The records of a table, or of a range of it, ordered by key. A record of which the browser has lost a part is left
	 * out, and hides no other.
	 */
	list: (table: TableName, range?: KeyQuery) => Promise<RecordEntry[]>;
	/** The keys alone, in order: cheap, however large the records are. */
	keys: (table: TableName, range?: KeyQuery) => Promise<string[]>;
	/** Releases what the store holds open. Nothing may be called after it. */
	close: () => void;
}
