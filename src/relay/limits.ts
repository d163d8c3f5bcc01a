/** Every duration and limit of the relay. Each is an option of the command line, and tests scale them down. */
export interface RelayLimits {
	/** How many events a channel's log holds, and how many characters of them. */
	logEvents: number;
	logCharacters: number;
	/** A log that nobody follows is let go this long after its last event; the next one has another epoch. */
	logIdleMs: number;
	/** Events that are no pieces of an answer, kept for snapshots. */
	retainedEvents: number;
	retainedCharacters: number;
	retainedMs: number;
	/** How long the answers, with their thoughts, may be that one user has under way, all together, in characters. */
	answerCharacters: number;
	/** How many requests a channel remembers with their texts, and how long after their end. */
	requestsKept: number;
	requestKeptMs: number;
	/** How many ids of messages are remembered for each user, and how long. */
	idsKept: number;
	idKeptMs: number;
	/** Texts that were analysed, kept for those who ask by hash; over all channels. */
	contentCharacters: number;
	/** With nobody on a channel for this long, its requests are cancelled. */
	unwatchedMs: number;
	/** Pieces of an answer are gathered for this long, or up to this many characters. */
	gatherMs: number;
	gatherCharacters: number;
	/** Who is there is told at most this often. */
	presenceMs: number;
	/** From the connection to its hello or token. */
	helloMs: number;
	/** How often every connection is pinged, and after how long a silence one is dead. */
	pingMs: number;
	deadMs: number;
	/** What a client is asked to ping by, after a silence. */
	clientPingMs: number;
	/** What one reader may hold unwritten, in bytes; and how long it may take nothing of it. */
	unwrittenBytes: number;
	stuckMs: number;
	/** What may be written to a reader of a channel beyond what it has acknowledged, in bytes. */
	unacknowledgedBytes: number;
	/** The largest frame, in bytes, once and before a connection is authenticated. */
	frameBytes: number;
	frameBytesBeforeAuth: number;
	/** Messages a second and at once, of one connection: more are read later. */
	rate: number;
	burst: number;
	/** Questions to a model a second and at once, of one user: more are refused. */
	requestRate: number;
	requestBurst: number;
	/** Requests under way, of one user. */
	inflight: number;
	/** Refusals in a row after which a connection is closed. */
	strikes: number;
	/** Channels that one connection follows; channels there may be. */
	channelsFollowed: number;
	channels: number;
	/** Connections in all, of one address (this computer's own are not counted), and those of it that are not authenticated. */
	connections: number;
	connectionsOfAddress: number;
	waitingOfAddress: number;
	/** On shutdown: how long answers may take, and how many connections are closed in a second. */
	drainMs: number;
	closesPerSecond: number;
	/** How many answers the model server is asked for at once. */
	streams: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<RelayLimits> = {
	logEvents: 2048,
	logCharacters: 512 * 1024,
	logIdleMs: 5 * 60_000,
	retainedEvents: 256,
	retainedCharacters: 512 * 1024,
	retainedMs: 10 * 60_000,
	answerCharacters: 2 * MIB,
	requestsKept: 32,
	requestKeptMs: 10 * 60_000,
	idsKept: 256,
	idKeptMs: 10 * 60_000,
	contentCharacters: 64 * MIB,
	unwatchedMs: 120_000,
	gatherMs: 30,
	gatherCharacters: 256,
	presenceMs: 250,
	helloMs: 5000,
	pingMs: 25_000,
	deadMs: 35_000,
	clientPingMs: 20_000,
	unwrittenBytes: 64 * 1024,
	stuckMs: 20_000,
	unacknowledgedBytes: 256 * 1024,
	frameBytes: 8 * MIB,
	frameBytesBeforeAuth: 4096,
	rate: 20,
	burst: 40,
	requestRate: 2,
	requestBurst: 20,
	inflight: 10,
	strikes: 20,
	channelsFollowed: 16,
	channels: 256,
	connections: 5000,
	connectionsOfAddress: 64,
	waitingOfAddress: 32,
	drainMs: 30_000,
	closesPerSecond: 500,
	streams: 4
};
