/** What a client sent, for tests that ask what went over the wire. */
export interface RequestRecord {
	method: string;
	/** Without the query. */
	path: string;
	/** Lower-case names. The token is left out; `hasToken` tells whether there was one. */
	headers: Readonly<Record<string, string>>;
	hasToken: boolean;
	/** The parsed JSON, once it has come; undefined where there was none. */
	body: unknown;
	origin: string | undefined;
	/** Epoch milliseconds. */
	startedAt: number;
	/** The client closed the connection before the answer was over. */
	clientClosed: boolean;
}

export interface RequestLog {
	/** Oldest first. The same list object for the simulator's whole life. */
	readonly records: readonly RequestRecord[];
	add: (record: RequestRecord) => void;
	/** Keeps the body with its record, and forgets the oldest records when all bodies together grow too large. */
	keepBody: (record: RequestRecord, body: unknown, sizeBytes: number) => void;
	clear: () => void;
}

const MOST_RECORDS = 1000;
const MOST_BODY_BYTES = 128 * 1024 * 1024;

export function createRequestLog(): RequestLog {
	const records: RequestRecord[] = [];
	const sizes = new WeakMap<RequestRecord, number>();
	let totalBytes = 0;

	function dropOldest(): void {
		const oldest = records.shift();
		if (oldest) totalBytes -= sizes.get(oldest) ?? 0;
	}

	return {
		records,
		add(record) {
			records.push(record);
			if (records.length > MOST_RECORDS) dropOldest();
		},
		keepBody(record, body, sizeBytes) {
			if (!records.includes(record)) return;
			record.body = body;
			sizes.set(record, sizeBytes);
			totalBytes += sizeBytes;
			while (totalBytes > MOST_BODY_BYTES && records.length > 1) dropOldest();
		},
		clear() {
			records.length = 0;
			totalBytes = 0;
		}
	};
}
