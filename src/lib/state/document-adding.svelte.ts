import { errorText } from '#lib/core/error-text.ts';
import type { StoredDocument } from '#lib/core/documents/document-records.ts';
import type {
	Clock,
	DocumentReader,
	DocumentReading,
	NewId,
	RecordStore
} from '#lib/core/ports.ts';

export interface DocumentsPorts {
	store: RecordStore;
	clock: Clock;
	newId: NewId;
	/** Where files that are added now belong. */
	workspace: () => StoredDocument['workspace'];
	/** Whether the page shows the workspace that a document belongs to. */
	isShown: (workspace: string) => boolean;
	/** Made when the first file is read: it brings its libraries with it. */
	createReader: () => Promise<DocumentReader>;
}

/** A file and the folders above it. */
export interface PathFile {
	file: File;
	path: string;
}

/** A file that could not be added, and why. */
export interface FileFailure {
	path: string;
	message: string;
	suggestion: string;
}

/** What came of files that were added. */
export interface AddingResult {
	added: number;
	/** Were there already, with the same text. */
	same: number;
	/** Of those that were added: for their files there was no room. */
	withoutOriginal: number;
	failures: readonly FileFailure[];
}

export type AddingStatus =
	| { state: 'idle' }
	| ({ state: 'adding'; total: number; path: string; progress: number } & AddingResult)
	| ({ state: 'done' | 'cancelled'; total: number } & AddingResult);

interface Collection {
	isKnown: (document: Pick<StoredDocument, 'path' | 'content_hash' | 'workspace'>) => boolean;
	originalBytes: () => number;
	onAdded: (documents: readonly StoredDocument[]) => void;
}

/** A file that waits for its turn, and what it is to be added as. */
type WaitingFile = PathFile & Pick<StoredDocument, 'workspace'> & { addedAt: number };

/** The list is sorted anew each time it grows, so it grows by many at a time. */
const LISTED_EVERY_MS = 400;

const NOTHING: AddingResult = { added: 0, same: 0, withoutOriginal: 0, failures: [] };

/** Files on their way into the store, one after the other. A file that cannot be read stops no other. */
export class DocumentAdding {
	readonly #ports: DocumentsPorts;
	readonly #collection: Collection;
	#status = $state.raw<AddingStatus>({ state: 'idle' });
	#result = NOTHING;
	#waiting: WaitingFile[] = [];
	#total = 0;
	/** Stored, and not in the list yet. */
	#unlisted: StoredDocument[] = [];
	#listedAt = 0;
	#stop = new AbortController();
	#reader: Promise<DocumentReader> | undefined;

	constructor(ports: DocumentsPorts, collection: Collection) {
		this.#ports = ports;
		this.#collection = collection;
	}

	get status(): AddingStatus {
		return this.#status;
	}

	/** Adds files; those that come while others are under way wait for them. Resolves when all have been tried. */
	async add(files: readonly PathFile[]): Promise<void> {
		if (files.length === 0) return;
		const addedAt = this.#ports.clock.now();
		const workspace = this.#ports.workspace();
		this.#waiting.push(...files.map((file) => ({ ...file, addedAt, workspace })));
		this.#total += files.length;
		if (this.#status.state === 'adding') return;
		this.#stop = new AbortController();
		this.#result = NOTHING;
		this.#total = files.length;
		const { signal } = this.#stop;
		for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
			await this.#addOne(next, signal);
			if (signal.aborted) break;
			if (this.#ports.clock.monotonic() - this.#listedAt > LISTED_EVERY_MS) this.#list();
		}
		this.#list();
		this.#waiting = [];
		const state = signal.aborted ? 'cancelled' : 'done';
		this.#status = { state, total: this.#total, ...this.#result };
	}

	/** A text that was pasted becomes a document like a file. */
	async addText(text: string): Promise<void> {
		const words = /\S[^\n]{0,59}/u.exec(text)?.[0].trim() ?? 'Pasted text';
		const name = `${words.replaceAll(/[/\\]+/g, ' ')}.txt`;
		await this.add([{ file: new File([text], name), path: name }]);
	}

	/** What has been added stays. */
	readonly cancel = (): void => this.#stop.abort(new Error('Cancelled'));

	readonly dismiss = (): void => {
		if (this.#status.state !== 'adding') this.#status = { state: 'idle' };
	};

	async #addOne(waiting: WaitingFile, signal: AbortSignal): Promise<void> {
		const { file, path, workspace } = waiting;
		const show = (progress: number) => {
			this.#status = { state: 'adding', total: this.#total, path, progress, ...this.#result };
		};
		show(0);
		try {
			this.#reader ??= this.#ports.createReader();
			const reader = await this.#reader;
			const reading = await reader.read(file, { signal, onProgress: show });
			if (this.#collection.isKnown({ path, workspace, content_hash: reading.contentHash })) {
				this.#tell({ same: this.#result.same + 1 });
			} else {
				await this.#keep(waiting, reading, signal);
			}
		} catch (error) {
			if (signal.aborted) return;
			this.#tell({ failures: [...this.#result.failures, failureOf(error, path)] });
		}
	}

	async #keep(
		{ file, path, addedAt, workspace }: WaitingFile,
		reading: DocumentReading,
		signal: AbortSignal
	): Promise<void> {
		const { store, newId } = this.#ports;
		const { keepDocument, ORIGINALS_BUDGET_BYTES, DocumentId } = await loadKeeping();
		const unlisted = this.#unlisted.reduce((sum, { original_bytes: size }) => sum + size, 0);
		const kept = this.#collection.originalBytes() + unlisted;
		const keepsOriginal = kept + file.size <= ORIGINALS_BUDGET_BYTES;
		const id = DocumentId.parse(newId());
		const document = await keepDocument(
			store,
			{ id, workspace, file, path, reading, keepsOriginal, addedAt },
			signal
		);
		this.#unlisted.push(document);
		this.#tell({
			added: this.#result.added + 1,
			withoutOriginal: this.#result.withoutOriginal + (keepsOriginal ? 0 : 1)
		});
	}

	#list() {
		this.#collection.onAdded(this.#unlisted);
		this.#unlisted = [];
		this.#listedAt = this.#ports.clock.monotonic();
	}

	#tell(more: Partial<AddingResult>) {
		this.#result = { ...this.#result, ...more };
	}
}

const loadKeeping = () => import('./load-collection.ts');

function failureOf(error: unknown, path: string): FileFailure {
	const message = errorText(error);
	const hasSuggestion =
		error instanceof Error && 'suggestion' in error && typeof error.suggestion === 'string';
	return { path, message, suggestion: hasSuggestion ? String(error.suggestion) : '' };
}
