import { errorText } from '#lib/core/error-text.ts';
import { untrack } from 'svelte';
import type { DocumentHit } from '#lib/core/collection/search-documents.ts';
import type { DocumentId, StoredDocument } from '#lib/core/documents/document-records.ts';
import { documentMap, without, type DocumentMap } from './document-map.ts';
import { byName, foldersOf } from './document-paths.ts';
import type { ListStatus } from './list-status.ts';
import { DocumentAdding, type DocumentsPorts } from './document-adding.svelte.ts';
import { OpenedDocument } from './opened-document.svelte.ts';

/** What is looked for in the texts, and what was found so far. */
export type DocumentSearch =
	| { state: 'none' }
	| {
			state: 'searching' | 'done';
			query: string;
			searched: number;
			found: DocumentMap<DocumentHit>;
	  };

const SEARCH_AFTER_MS = 200;

/** The store's part of documents is loaded when their page is opened. */
const loadCollection = () => import('./load-collection.ts');

/** The documents of the workspace: the list, what is searched in it, what is being added, and the one that is open. */
export class DocumentsState {
	readonly #ports: DocumentsPorts;
	readonly adding: DocumentAdding;
	#documents = $state.raw<DocumentMap<StoredDocument>>(documentMap());
	#status = $state.raw<ListStatus>({ state: 'closed' });
	#unreadable = $state(0);
	#query = $state('');
	#search = $state.raw<DocumentSearch>({ state: 'none' });
	#opened = $state.raw<OpenedDocument | undefined>();
	#marks = $state.raw<DocumentMap<true>>(documentMap());
	#wantedFolder = $state('');
	/** The id that was asked for last: a slower answer to an older question is ignored. */
	#wanted: DocumentId | undefined;
	#endSearch = new AbortController();
	#cancelSearch = () => {};

	/** Every document of the workspace, those that were added last first, each addition in the order of its paths. */
	readonly all: readonly StoredDocument[] = $derived(
		[...this.#documents.values()]
			.filter(({ workspace }) => this.#ports.isShown(workspace))
			.sort((a, b) => b.added_at - a.added_at || byName.compare(a.path, b.path))
	);
	/** The folders that documents came in, those within others included. */
	readonly folders: readonly string[] = $derived(foldersOf(this.all.map(({ path }) => path)));
	/** The folder whose documents are shown; empty: all. One whose last document is gone is left. */
	readonly folder: string = $derived(
		this.folders.includes(this.#wantedFolder) ? this.#wantedFolder : ''
	);
	/** What the folder and the search leave of them. */
	readonly shown: readonly StoredDocument[] = $derived.by(() => {
		const search = this.#search;
		const { folder } = this;
		return this.all.filter(
			({ id, path }) =>
				(folder === '' || path.startsWith(`${folder}/`)) &&
				(search.state === 'none' || search.found.has(id))
		);
	});
	/** Those that are marked, to do something with all of them at once, in the order of the list. */
	readonly selected: readonly StoredDocument[] = $derived(
		this.all.filter(({ id }) => this.#marks.has(id))
	);
	/** Bytes of files that are kept for download, in all workspaces. */
	readonly originalBytes: number = $derived(
		[...this.#documents.values()].reduce((sum, document) => sum + document.original_bytes, 0)
	);

	constructor(ports: DocumentsPorts) {
		this.#ports = ports;
		this.adding = new DocumentAdding(ports, {
			isKnown: ({ path, content_hash: hash, workspace }) =>
				[...this.#documents.values()].some(
					(other) =>
						other.workspace === workspace && other.path === path && other.content_hash === hash
				),
			originalBytes: () => this.originalBytes,
			onAdded: (added) => this.#put(added)
		});
	}

	get status(): ListStatus {
		return this.#status;
	}

	/** How many records could not be read. */
	get unreadable(): number {
		return this.#unreadable;
	}

	get query(): string {
		return this.#query;
	}

	get search(): DocumentSearch {
		return this.#search;
	}

	get opened(): OpenedDocument | undefined {
		return this.#opened;
	}

	/** What the search found in a document. */
	hit(id: DocumentId): DocumentHit | undefined {
		return this.#search.state === 'none' ? undefined : this.#search.found.get(id);
	}

	/** To be called when the page is shown. */
	readonly watch = (): void => untrack(() => void this.reload());

	/** Reads the list anew, as after an import. */
	readonly reload = async (): Promise<void> => {
		this.#status = { state: 'reading' };
		try {
			const { listDocuments } = await loadCollection();
			const { documents, unreadable } = await listDocuments(this.#ports.store);
			this.#documents = documentMap();
			this.#put(documents);
			this.#unreadable = unreadable;
			this.#status = { state: 'ready' };
		} catch (error) {
			this.#status = { state: 'failed', problem: errorText(error) };
		}
	};

	/** Shows the documents of one folder, with those of the folders in it; empty: all. */
	openFolder(folder: string): void {
		this.#wantedFolder = folder;
	}

	/** Marks these documents, and no others. */
	select(documents: readonly StoredDocument[]): void {
		this.#marks = documentMap(documents.map(({ id }) => [id, true] as const));
	}

	/** Marks one more document, or takes its mark away. */
	setSelected({ id }: StoredDocument, isSelected: boolean): void {
		this.#marks = isSelected
			? documentMap([...this.#marks, [id, true] as const])
			: without(this.#marks, id);
	}

	isSelected({ id }: StoredDocument): boolean {
		return this.#marks.has(id);
	}

	/** Opens a document at a place of its text; `undefined` closes the one that is open. */
	async open(id: DocumentId | undefined, offset = 0): Promise<void> {
		this.#wanted = id;
		const document = id && this.#documents.get(id);
		const opened = document && new OpenedDocument(this.#ports.store, document);
		await opened?.go(offset, this.#search.state === 'none' ? '' : this.#query);
		if (this.#wanted === id) this.#opened = opened;
	}

	/** Looks for words in names and texts, a moment after the last change. */
	find(query: string): void {
		this.#query = query;
		this.#cancelSearch();
		this.#endSearch.abort();
		if (query.trim() === '') {
			this.#search = { state: 'none' };
			return;
		}
		this.#cancelSearch = this.#ports.clock.after(SEARCH_AFTER_MS, () => void this.#find(query));
	}

	/** Begins with nothing open, marked or looked for, as the page shows another workspace. */
	readonly leave = (): void => {
		void this.open(undefined);
		this.find('');
		this.openFolder('');
		this.select([]);
	};

	/**
	 * Deletes a document, at once.
	 *
	 * @returns what brings it back
	 */
	async remove(document: StoredDocument): Promise<() => Promise<void>> {
		const { store } = this.#ports;
		const { deleteDocument } = await loadCollection();
		const lost = await deleteDocument(store, document);
		this.#documents = without(this.#documents, document.id);
		if (this.#opened?.document.id === document.id) await this.open(undefined);
		return async () => {
			await store.write(lost);
			this.#put([document]);
		};
	}

	/** The whole text. */
	async textOf(document: StoredDocument): Promise<string> {
		const { readTextPart } = await loadCollection();
		const whole = { from: 0, to: document.text_length };
		return (await readTextPart(this.#ports.store, document, whole)).text;
	}

	/** The file as it was added; `undefined` where it is not kept. */
	async originalOf(document: StoredDocument): Promise<Blob | undefined> {
		const { readOriginal } = await loadCollection();
		return readOriginal(this.#ports.store, document);
	}

	async #find(query: string) {
		const search = new AbortController();
		this.#endSearch = search;
		const found: [DocumentId, DocumentHit][] = [];
		let searched = 0;
		const show = (state: 'searching' | 'done') => {
			this.#search = { state, query, searched, found: documentMap(found) };
		};
		show('searching');
		const onFound = (hit: DocumentHit) => {
			found.push([hit.id, hit]);
			// Each showing copies what was found.
			if (found.length <= 20 || found.length % 50 === 0) show('searching');
		};
		const onSearched = () => (searched += 1);
		try {
			const { searchDocuments } = await loadCollection();
			await searchDocuments(
				this.#ports.store,
				{ query, documents: this.all },
				{ onFound, onSearched },
				search.signal
			);
			show('done');
		} catch (error) {
			if (!search.signal.aborted) throw error;
		}
	}

	#put(documents: readonly StoredDocument[]) {
		const entries = documents.map((document) => [document.id, document] as const);
		this.#documents = documentMap([...this.#documents, ...entries]);
	}
}
