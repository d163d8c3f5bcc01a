import { createRunFold } from '#lib/core/analysis/run-fold.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { bridgeBus } from '#lib/core/link/bridge-bus.ts';
import { createLink } from '#lib/core/link/link.ts';
import type { LinkStatus } from '#lib/core/link/link-status.ts';
import type { Clock } from '#lib/core/ports.ts';
import { webSocketOpener } from '#lib/adapters/relay/open-web-socket.ts';
import type { RunView } from '#lib/core/analysis/run-fold.ts';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, vi } from 'vitest';
import { closeAfterTest } from '../relay/relay-world.ts';

/** One page over real sockets: the real link and bridge below a real bus. */
export interface Page {
	/** The states of its link, in the order in which they were told. */
	readonly states: LinkStatus['state'][];
	ask: (id: string) => void;
	view: (id: string) => RunView;
	finals: (id: string) => number;
	/** Resolves when the condition holds, which is looked at whenever something happened. */
	until: (holds: () => boolean) => Promise<void>;
	close: () => void;
}

/** As in a browser, where a failure that nobody listens to is not thrown. */
class PageWebSocket extends WebSocket {
	constructor(...options: ConstructorParameters<typeof WebSocket>) {
		super(...options);
		this.on('error', () => {});
	}
}

/** Node 20 has no `WebSocket` of its own. */
export function withWebSocket() {
	beforeAll(() => void vi.stubGlobal('WebSocket', PageWebSocket));
	afterAll(() => void vi.unstubAllGlobals());
}

let pages = 0;

/** @param speed how many times faster the page's clock runs than ours */
export function openPage(
	{ port }: { port: number },
	channel: string,
	{
		onStatus = () => {},
		speed = 1
	}: { onStatus?: (status: LinkStatus) => void; speed?: number } = {}
): Page {
	pages += 1;
	const name = `page-${pages}`;
	const clock = fastClock(speed);
	const { bus } = createFakeBus({ clock });
	const runs = new Map<string, { fold: ReturnType<typeof createRunFold>; finals: number }>();
	const states: LinkStatus['state'][] = [];
	const waiting = new Set<() => void>();
	let ids = 0;
	const newId = () => `${name}-${(ids += 1)}`;
	const address = `http://127.0.0.1:${port}`;
	const link = createLink({
		channel,
		client: { name: 'fault tests', version: '1' },
		identity: { session: () => name, token: () => undefined, label: () => undefined },
		openSocket: webSocketOpener(address, channel),
		clock,
		random: () => 0,
		newId
	});
	const look = () => {
		for (const each of waiting) each();
	};
	const runOf = (id: string) => {
		const run = runs.get(id) ?? { fold: createRunFold(0), finals: 0 };
		runs.set(id, run);
		return run;
	};
	bus.subscribe({}, (message) => {
		if (message.request_id === undefined) return;
		const run = runOf(message.request_id);
		if (message.type === 'llm_chunk' && message.data.is_final) run.finals += 1;
		run.fold.apply(message, 0);
		look();
	});
	const end = bridgeBus({
		bus,
		link,
		clock,
		newId,
		address,
		onStatus(status) {
			states.push(status.state);
			onStatus(status);
			look();
		},
		onPresence: () => {}
	});
	closeAfterTest(end);
	return {
		states,
		ask: (id) =>
			void bus.publish({
				type: 'llm_request',
				id,
				data: { content: 'A text.', template: 'summary_brief' }
			}),
		view: (id) => runOf(id).fold.view(),
		finals: (id) => runOf(id).finals,
		until: (holds) =>
			new Promise((resolve) => {
				const check = () => {
					if (!holds()) return;
					waiting.delete(check);
					resolve();
				};
				waiting.add(check);
				check();
			}),
		close: end
	};
}

/** Our clock, but faster. */
function fastClock(speed: number): Clock {
	return {
		now: () => Date.now() * speed,
		monotonic: () => performance.now() * speed,
		after(delayMs, task) {
			const timer = setTimeout(task, delayMs / speed);
			return () => clearTimeout(timer);
		}
	};
}
