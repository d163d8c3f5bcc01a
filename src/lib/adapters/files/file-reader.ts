import type { LocationMap } from '#lib/core/documents/location-map.ts';

/** What a reader makes of a file: its text, and where each part of it came from. */
export interface FileText {
	/** Normalised, see `normaliseText`. */
	text: string;
	map: LocationMap;
	/** Sentences about what may be missing or wrong. */
	warnings: string[];
}

/** What a reader of bytes is given. */
export interface ReadingTask {
	/** For sentences only. */
	name: string;
	bytes: Uint8Array<ArrayBuffer>;
	/** From 0 to 1. */
	onProgress: (progress: number) => void;
}

const MIB = 1024 * 1024;

/** What is read at most. Larger files are refused before they are read, larger texts as soon as that shows. */
export const LIMITS = {
	fileBytes: 128 * MIB,
	/** Of plain text, in which each byte becomes text. */
	textFileBytes: 64 * MIB,
	/** UTF-16 units that a PDF, web page or Word file may grow to. */
	textLength: 64 * MIB,
	pages: 10_000,
	/** Of what a Word file unpacks to, the pictures in it left aside. */
	unpackedBytes: 256 * MIB
} as const;
