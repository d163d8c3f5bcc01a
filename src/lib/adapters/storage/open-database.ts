import {
	BROWSER_VERSIONS,
	lacksTables,
	SCHEMA_VERSIONS,
	upgradeSchema,
	versionOf,
	type SchemaVersion
} from './schema-versions.ts';
import { nameOfError, StorageError, toStorageError } from './storage-error.ts';

export interface OpenDatabaseOptions {
	/** All local HTML files of a browser may share one set of databases, so a name must be unmistakable. */
	name?: string;
	/** Where the database lies; the page's own place unless told. */
	factory?: IDBFactory;
	/** How long the open may be blocked by another tab, in milliseconds; 3 seconds unless told. */
	blockedLimitMs?: number;
	/** How long the browser may take to open the database, in milliseconds; 15 seconds unless told. */
	openLimitMs?: number;
	/** The tables, and how old databases get them. */
	versions?: readonly SchemaVersion[];
}

/** How often an open is tried again that failed as Chrome's opens do in passing. */
const TRIES_MORE = 3;

/**
 * Opens the database in its newest version; it is made if there is none, and never deleted. An open that succeeds after it
 * was given up is closed at once.
 *
 * @throws {StorageError} `blocked`, `timeout`, `newer_version`, `unavailable`, `quota` or `failed`
 */
export function openDatabase(options: OpenDatabaseOptions): Promise<IDBDatabase> {
	const { blockedLimitMs = 3000, openLimitMs = 15_000 } = options;
	return new Promise((resolve, reject) => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isGivenUp = false;
		function giveUpAfter(delayMs: number, code: 'blocked' | 'timeout') {
			clearTimeout(timer);
			timer = setTimeout(() => {
				isGivenUp = true;
				reject(new StorageError(code));
			}, delayMs);
		}
		giveUpAfter(openLimitMs, 'timeout');
		openNewest(options, () => {
			if (!isGivenUp) giveUpAfter(blockedLimitMs, 'blocked');
		})
			.finally(() => {
				clearTimeout(timer);
			})
			.then(
				(database) => {
					if (isGivenUp) database.close();
					else resolve(database);
				},
				(error: unknown) => {
					reject(toStorageError(error));
				}
			);
	});
}

async function openNewest(
	{ name = 'assay', versions = SCHEMA_VERSIONS, factory = ownFactory() }: OpenDatabaseOptions,
	onBlocked: () => void
): Promise<IDBDatabase> {
	const open = (version?: number) =>
		openPatiently(() => {
			const request = factory.open(name, version);
			request.onblocked = onBlocked;
			return request;
		}, versions);
	const database = await open(versions.length * BROWSER_VERSIONS).catch((error: unknown) => {
		// It is of a higher version, but the last digit may be all that is higher.
		if (nameOfError(error) === 'VersionError') return open();
		throw error;
	});
	if (versionOf(database) > versions.length) {
		database.close();
		throw new StorageError('newer_version');
	}
	const next = database.version + 1;
	if (!lacksTables(database, versions) || next % BROWSER_VERSIONS === 0) return database;
	database.close();
	return open(next);
}

function ownFactory(): IDBFactory {
	const { indexedDB } = globalThis as { indexedDB?: IDBFactory };
	if (!indexedDB) throw new StorageError('unavailable');
	return indexedDB;
}

async function openPatiently(
	ask: () => IDBOpenDBRequest,
	versions: readonly SchemaVersion[]
): Promise<IDBDatabase> {
	for (let left = TRIES_MORE; ; left -= 1) {
		try {
			return await openOnce(ask(), versions);
		} catch (error) {
			if (left === 0 || nameOfError(error) !== 'UnknownError') throw error;
		}
	}
}

function openOnce(
	request: IDBOpenDBRequest,
	versions: readonly SchemaVersion[]
): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		request.onupgradeneeded = ({ oldVersion }) => {
			if (!request.transaction) return;
			upgradeSchema(request.transaction, oldVersion, versions).catch(reject);
		};
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			// As it is: the name of the error is what the next step depends on.
			// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
			reject(request.error);
		};
	});
}
