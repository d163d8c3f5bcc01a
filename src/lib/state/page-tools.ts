import type { Clock } from '#lib/core/ports.ts';
import type { PathFile } from './document-adding.svelte.ts';

/** What a file held, as far as it can be analysed. */
export interface ReadFile {
	name: string;
	text: string;
	/** How it was read, for example `utf-8`. */
	encoding: string;
	/** The encoding was guessed, so single characters may be wrong. */
	guessed: boolean;
}

/** What the browser does for the page; supplied by the composition root. */
export interface PageTools {
	/** @throws when the browser refuses */
	copyText: (text: string) => Promise<void>;
	/** Opens a page of the app by its `#/…` address, and keeps all that is going on: a hash set by hand reloads instead. */
	openPage: (href: string) => void;
	downloadText: (fileName: string, text: string, mediaType: string) => void;
	downloadFile: (fileName: string, file: Blob) => void;
	/** All files that were dropped or picked, with the folders above them. */
	listFiles: (files: readonly File[], entries?: readonly FileSystemEntry[]) => Promise<PathFile[]>;
	/** @throws an error whose message a person can read */
	readTextFile: (file: File) => Promise<ReadFile>;
	clock: Clock;
	/** The page was opened from disk: other local pages may be able to read what it stores. */
	isOpenedFromDisk: boolean;
}
