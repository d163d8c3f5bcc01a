/** The browser's database refused or failed. `message` says what happened, `suggestion` what a person can do. */
export class StorageError extends Error {
	override readonly name = 'StorageError';
	/**
	 * - `blocked`: another tab holds an older version of the database open
	 * - `timeout`: the browser did not answer the attempt to open it
	 * - `newer_version`: a newer build of the app has written it
	 * - `unavailable`: this page may have no database, as in some private windows
	 * - `closed`: the connection was closed, by us or because another tab upgrades or deletes the database
	 * - `quota`: the disk or the browser's share of it is full; smaller writes may still succeed
	 * - `unreadable`: the browser has lost part of what it stored
	 * - `failed`: anything else; `cause` tells
	 */
	readonly code:
		| 'blocked'
		| 'timeout'
		| 'newer_version'
		| 'unavailable'
		| 'closed'
		| 'quota'
		| 'unreadable'
		| 'failed';
	readonly suggestion: string;

	constructor(code: StorageError['code'], options?: ErrorOptions) {
		super(TEXTS[code].message, options);
		this.code = code;
		this.suggestion = TEXTS[code].suggestion;
	}
}

const TEXTS: Record<StorageError['code'], { message: string; suggestion: string }> = {
	blocked: {
		message: 'Another tab holds an older version of the saved data open.',
		suggestion: 'Close the other Assay tabs, then reload this page.'
	},
	timeout: {
		message: 'The browser did not answer when the saved data were opened.',
		suggestion: 'Reload this page. If that does not help, restart the browser.'
	},
	newer_version: {
		message: 'The saved data were written by a newer version of Assay.',
		suggestion: 'Open the newest version; this one leaves the data untouched.'
	},
	unavailable: {
		message: 'The browser offers this page no place to save data.',
		suggestion: 'Leave the private window or allow site data, then reload this page.'
	},
	closed: {
		message: 'The connection to the saved data is closed.',
		suggestion: 'Reload this page.'
	},
	quota: {
		message: 'There is no room left to save data.',
		suggestion: 'Export and delete what is no longer needed, or free space on the disk.'
	},
	unreadable: {
		message: 'The browser has lost part of the saved data.',
		suggestion: 'Export what can still be read.'
	},
	failed: {
		message: 'The browser failed to read or write the saved data.',
		suggestion: 'Export what matters and reload this page.'
	}
};

/** The names that browsers give to failures. */
const CODES = new Map<string | undefined, StorageError['code']>([
	['QuotaExceededError', 'quota'],
	// What is asked of a connection that is closed.
	['InvalidStateError', 'closed'],
	['NotReadableError', 'unreadable'],
	['SecurityError', 'unavailable']
]);

/** Finds the code of anything that the browser threw; the error itself becomes the `cause`. */
export function toStorageError(error: unknown): StorageError {
	if (error instanceof StorageError) return error;
	return new StorageError(CODES.get(nameOfError(error)) ?? 'failed', { cause: error });
}

export function nameOfError(error: unknown): string | undefined {
	return error instanceof Error ? error.name : undefined;
}
