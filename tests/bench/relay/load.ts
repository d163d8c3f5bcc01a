/** The load: subscribers and a publisher for either server. A process of its own; it takes tasks and reports. */
import { openRawClient, type RawClient } from './raw-client.ts';
import { cutAndResume, type Recovery } from './recovery.ts';
import { startUpstream, type Answer } from './upstream.ts';

export type Target = 'relay' | 'floor';

export type Task =
	/** Connects this many subscribers, and the publisher, in place of whoever was connected before. */
	| { do: 'connect'; target: Target; url: string; count: number }
	/** Publishes bursts of messages, and waits until everybody has them all. */
	| { do: 'publish'; bursts: number; each: number; everyMs: number }
	/** Cuts all connections at once while publishing goes on, and looks how they come back. */
	| { do: 'cut'; url: string; count: number };

export interface Report {
	/** Milliseconds from writing to receipt, of all deliveries. */
	latencies: number[];
	recovery?: Recovery;
}

const MARK = '"llm_chunk"';
const PIECE = 'x'.repeat(26);

const upstream = await startUpstream();
let clients: RawClient[] = [];
let publish: (pieces: readonly string[]) => void = () => {};
let end = () => {};
let expected = 0;
let received = 0;
let sentAt = 0;
let latencies: number[] = [];
let whenAll = () => {};

process.on('message', (task: Task) => void run(task).then((report) => process.send?.(report)));
process.stdout.write(`${upstream.url}\n`);

async function run(task: Task): Promise<Report> {
	switch (task.do) {
		case 'connect':
			await connectAll(task);
			return { latencies: [] };
		case 'publish':
			return { latencies: await publishAll(task) };
		case 'cut':
			disconnect();
			return { latencies: [], recovery: await cutAndResume(task, upstream) };
	}
}

function disconnect() {
	end();
	end = () => {};
	for (const { socket } of clients) socket.destroy();
	clients = [];
}

async function connectAll({ target, url, count }: Extract<Task, { do: 'connect' }>) {
	disconnect();
	const protocol = target === 'relay' ? 'relay.v1' : undefined;
	while (clients.length < count) {
		const batch = Array.from({ length: Math.min(50, count - clients.length) }, () =>
			openRawClient(url, protocol, note)
		);
		for (const client of await Promise.all(batch)) clients.push(client);
	}
	if (target === 'relay') for (const { send } of clients) send(HELLO);
	// It says something only when it is asked to publish, so that idle connections stay idle.
	publish = (pieces) => void startPublishing(target, url, pieces);
}

async function startPublishing(target: Target, url: string, pieces: readonly string[]) {
	const said = pieces;
	publish = () => {
		throw new Error('Expected publishing to have begun');
	};
	if (target === 'relay') {
		const answer = await ask(url);
		publish = (each) => answer.write(each);
		end = answer.end;
	} else {
		const publisher = await openRawClient(url, undefined, () => {});
		// In one write, as they would come from a client that sends a burst.
		publish = (each) => {
			publisher.socket.cork();
			for (const piece of each) publisher.send(messageOf(piece));
			publisher.socket.uncork();
		};
		end = () => publisher.socket.destroy();
	}
	publish(said);
}

async function ask(url: string): Promise<Answer> {
	const answer = upstream.nextAnswer();
	const asker = await openRawClient(url, undefined, () => {});
	asker.send(
		JSON.stringify({
			type: 'llm_request',
			data: { content: 'A text.', template: 'summary_brief', model: 'bench' }
		})
	);
	const found = await answer;
	asker.socket.destroy();
	return found;
}

function note(frame: Buffer) {
	if (!frame.subarray(0, 24).includes(MARK)) return;
	latencies.push(performance.now() - sentAt);
	received += 1;
	if (received === expected) whenAll();
}

async function publishAll({ bursts, each, everyMs }: Extract<Task, { do: 'publish' }>) {
	// The first message begins the answer, and is not counted.
	await publishAndWait(1);
	latencies = [];
	for (let burst = 0; burst < bursts; burst += 1) {
		const begunAt = performance.now();
		await publishAndWait(each);
		await new Promise((resolve) =>
			setTimeout(resolve, Math.max(0, everyMs - (performance.now() - begunAt)))
		);
	}
	return latencies;
}

function publishAndWait(count: number): Promise<void> {
	received = 0;
	expected = count * clients.length;
	const all = new Promise<void>((resolve) => (whenAll = resolve));
	sentAt = performance.now();
	publish(Array.from({ length: count }, () => PIECE));
	return all;
}

/** 80 bytes, as a piece of an answer is for a plain client. */
function messageOf(chunk: string): string {
	return JSON.stringify({ type: 'llm_chunk', data: { chunk, is_final: false } });
}

const HELLO = JSON.stringify({
	type: 'hello',
	data: { client: { name: 'bench', version: '1' }, subs: [{ channel: 'bench' }] }
});
