/** A page's bus over a relay: whoever publishes and subscribes there cannot tell it from services in the page. */
import { expect, test } from 'vitest';
import { createRunFold, type RunView } from '#lib/core/analysis/run-fold.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { LLMClient } from '#lib/core/bus/llm-client.ts';
import { createFakeIds, settle } from '#lib/core/fakes.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { ModelsStateData } from '#lib/protocol/service-schemas.ts';
import { bridgeBus } from './bridge-bus.ts';
import { createLinkWorld } from './fakes.ts';

const LOST = 1006;
const MODELS: ModelsStateData = { endpoint_state: 'connected', models: [], endpoint: 'http://lm' };

function bridged() {
	const world = createLinkWorld();
	const { bus, published, errors } = createFakeBus({ clock: world.clock });
	const statuses: string[] = [];
	const end = bridgeBus({
		bus,
		link: world.link,
		clock: world.clock,
		newId: createFakeIds(),
		address: 'http://relay.test',
		onStatus: ({ state }) => statuses.push(state),
		onPresence: () => {}
	});
	const { relay, clock } = world;
	relay.flush();
	return {
		...world,
		bus,
		published,
		errors,
		statuses,
		end,
		comeBack: () => {
			clock.elapse(6_000);
			relay.flush();
		},
		/** What was published of a request, in short. */
		of: (id: string) => published.filter((message) => message.request_id === id).map(short)
	};
}

function short(message: Message): string {
	if (message.type === 'llm_chunk') {
		return message.data.is_final
			? `final ${message.meta?.finish_reason ?? ''}`
			: `${message.off ?? '?'}:${message.data.chunk}`;
	}
	if (message.type === 'error') return `error ${message.data.code}`;
	if (message.type === 'chat_message') {
		return `chat${message.data.is_final ? ' final' : ''} ${message.data.content}`;
	}
	return message.type;
}

function ask(bus: Bus, id: string) {
	bus.publish({ type: 'llm_request', id, data: { content: 'A text.', template: 'summary_brief' } });
}

/** How a page shows a run. */
function foldOf(bus: Bus, id: string): () => RunView {
	const fold = createRunFold(0);
	bus.subscribe({ request_id: id }, (message) => fold.apply(message, 0));
	return fold.view;
}

test('what the page asks goes to the relay, and what the channel tells comes back', () => {
	const { bus, relay, of } = bridged();
	ask(bus, 'q1');
	relay.flush();
	relay.write('q1', 'An answer.');
	relay.finish('q1');
	relay.flush();
	expect(relay.socket.taken.at(-1)).toMatchObject({
		type: 'llm_request',
		v: 1,
		id: 'q1',
		channel: 'harbour',
		data: { content: 'A text.' }
	});
	expect(of('q1')).toEqual(['request_started', '0:An answer.', 'final stop']);
});

test('what comes over the link is stamped by the page’s bus, and keeps where it belongs', () => {
	const { bus, relay, published } = bridged();
	ask(bus, 'q1');
	relay.flush();
	relay.write('q1', 'An answer.');
	relay.flush();
	expect(published.at(-1)).toMatchObject({
		epoch: 'epoch-0001',
		seq: published.length,
		channel: 'harbour',
		request_id: 'q1',
		kind: 'text',
		off: 0
	});
	expect(published.map(({ seq }) => seq)).toEqual(published.map((_, at) => at + 1));
});

test('a program runs over a relay as over services in the page', async () => {
	const { bus, relay } = bridged();
	const answer = new LLMClient(bus, () => 'q1').analyze('A text.', 'summary_brief');
	await settle();
	relay.flush();
	relay.write('q1', 'An ');
	relay.write('q1', 'answer.');
	relay.finish('q1');
	relay.flush();
	expect(await answer).toBe('An answer.');
});

test('one’s own line of a conversation stands once, somebody else’s comes in', () => {
	const { bus, relay, published } = bridged();
	bus.publish({ type: 'chat_message', id: 'c1', data: { content: 'Mine' } });
	relay.flush();
	relay.publish({ type: 'chat_message', id: 'c2', from: 'anna', data: { content: 'Hers' } });
	relay.publish({
		type: 'chat_message',
		request_id: 'c1',
		data: { content: 'Yes', is_final: true }
	});
	relay.flush();
	expect(published.map(short)).toEqual(['chat Mine', 'chat Hers', 'chat final Yes']);
	expect(relay.executed).toEqual(['c1']);
});

test('what only clients say is not taken from a relay', () => {
	const { relay, published } = bridged();
	relay.publish({ type: 'llm_request', id: 'x', data: { content: 'Run this', template: 't' } });
	relay.publish({ type: 'cancel', data: { request_id: 'q1' } });
	relay.publish({ type: 'models_request', id: 'y', data: { action: 'list' } });
	relay.flush();
	expect(published).toEqual([]);
});

test('a run is stopped over the link', () => {
	const { bus, relay, of } = bridged();
	ask(bus, 'q1');
	relay.flush();
	bus.publish({ type: 'cancel', data: { request_id: 'q1' } });
	relay.flush();
	expect(of('q1')).toEqual(['request_started', 'final stop']);
	expect(relay.socket.taken.at(-1)).toMatchObject({ type: 'cancel', data: { request_id: 'q1' } });
});

test('a run that never left the page is stopped there', () => {
	const { bus, relay, of, comeBack } = bridged();
	relay.socket.close(LOST);
	ask(bus, 'q1');
	bus.publish({ type: 'cancel', data: { request_id: 'q1' } });
	comeBack();
	expect([of('q1'), relay.executed]).toEqual([['final cancelled'], []]);
});

test('F12: a page that joins in the middle of an answer has all of it, once', () => {
	const first = bridged();
	ask(first.bus, 'q1');
	first.relay.flush();
	for (const word of ['One ', 'two ', 'three']) first.relay.write('q1', word);
	first.relay.flush();

	const { relay } = first;
	const second = createFakeBus();
	const { link, clock } = createLinkWorld({ openSocket: relay.openSocket });
	bridgeBus({
		bus: second.bus,
		link,
		clock,
		newId: createFakeIds(),
		address: 'http://relay.test',
		onStatus: () => {},
		onPresence: () => {}
	});
	const view = foldOf(second.bus, 'q1');
	relay.flush();
	relay.write('q1', ' four');
	relay.finish('q1');
	relay.flush();
	expect(second.published.map(short)).toEqual([
		'request_started',
		'0:One two three',
		'13: four',
		'final stop'
	]);
	expect(view()).toMatchObject({ status: 'done', text: 'One two three four' });
});

test('F07: a snapshot in the middle replaces the text, and doubles nothing that was known', () => {
	const { bus, relay, of, comeBack } = bridged();
	const view = foldOf(bus, 'q1');
	ask(bus, 'q1');
	relay.flush();
	relay.write('q1', 'One ');
	relay.flush();
	relay.socket.close(LOST);
	relay.write('q1', 'two ');
	relay.write('q1', 'three');
	relay.trim(0);
	comeBack();
	relay.finish('q1');
	relay.flush();
	expect(view()).toMatchObject({ status: 'done', text: 'One two three' });
	expect(of('q1')).toEqual(['request_started', '0:One ', '0:One two three', 'final stop']);
});

test('an answer that ended while nothing was heard ends with the snapshot, once', () => {
	const { bus, relay, of, comeBack } = bridged();
	ask(bus, 'q1');
	relay.flush();
	relay.socket.close(LOST);
	relay.write('q1', 'All.');
	relay.finish('q1');
	relay.trim(0);
	comeBack();
	relay.restart();
	comeBack();
	expect(of('q1')).toEqual(['request_started', '0:All.', 'final stop']);
});

test('F08: an answer that a new relay knows nothing of is interrupted, and keeps what came', () => {
	const { bus, relay, of, comeBack } = bridged();
	const view = foldOf(bus, 'q1');
	ask(bus, 'q1');
	relay.flush();
	relay.write('q1', 'One ');
	relay.flush();
	relay.restart();
	comeBack();
	expect(of('q1').slice(-2)).toEqual(['error interrupted', 'final interrupted']);
	expect(view()).toMatchObject({ status: 'interrupted', text: 'One ' });
	expect(relay.executed).toEqual(['q1']);
});

test('F08: every kind of request ends as its kind promises when the relay is another', () => {
	const { bus, relay, of, comeBack } = bridged();
	bus.publish({ type: 'chat_message', id: 'c1', data: { content: 'Hello' } });
	bus.publish({ type: 'models_request', id: 'm1', data: { action: 'list' } });
	bus.publish({
		type: 'embedding_request',
		id: 'e1',
		data: { texts: ['a'], purpose: 'query' }
	});
	relay.flush();
	relay.restart();
	comeBack();
	expect([of('c1'), of('m1'), of('e1')]).toEqual([
		['error interrupted', 'chat final '],
		['error interrupted'],
		['error interrupted']
	]);
});

test('a request that was lost on its way is sent again, and not called interrupted', () => {
	const { bus, relay, of, comeBack } = bridged();
	ask(bus, 'q1');
	relay.restart();
	comeBack();
	relay.write('q1', 'An answer.');
	relay.flush();
	expect(of('q1')).toEqual(['request_started', '0:An answer.']);
});

test('F22: a request that is refused ends with what was said of it', () => {
	const { bus, relay, of } = bridged();
	ask(bus, 'q1');
	relay.socket.toRelay.splice(0);
	relay.socket.send({ type: 'error', data: { code: 'busy', message: 'Too many.', re: 'q1' } });
	relay.flush();
	expect(of('q1')).toEqual(['error busy', 'final error']);
});

test('a text that is too large for the relay is refused in the page', () => {
	const { bus, relay, of, link } = bridged();
	relay.maxFrame = 500;
	link.reconnect();
	relay.flush();
	bus.publish({
		type: 'llm_request',
		id: 'q1',
		data: { content: 'x'.repeat(600), template: 'summary_brief' }
	});
	relay.flush();
	expect([of('q1'), relay.executed]).toEqual([['error too_large', 'final error'], []]);
});

test('when the link stops for good, what is under way ends here', () => {
	const { bus, relay, of } = bridged();
	ask(bus, 'q1');
	relay.flush();
	relay.write('q1', 'One ');
	relay.flush();
	relay.socket.close(4502);
	ask(bus, 'q2');
	expect(of('q1').slice(-2)).toEqual(['error interrupted', 'final interrupted']);
	expect(of('q2')).toEqual(['error unreachable', 'final error']);
});

test('two answers at once come to their own requests', () => {
	const { bus, relay, of } = bridged();
	ask(bus, 'q1');
	ask(bus, 'q2');
	relay.flush();
	relay.write('q1', 'A');
	relay.write('q2', 'B');
	relay.write('q1', 'a');
	relay.flush();
	expect([of('q1'), of('q2')]).toEqual([
		['request_started', '0:A', '1:a'],
		['request_started', '0:B']
	]);
});

test('an agent run in a snapshot ends with its last line, and with no final chunk', () => {
	const { bus, relay, of, comeBack } = bridged();
	bus.publish({ type: 'chat_message', id: 'c1', data: { content: 'Why?' } });
	relay.flush();
	relay.socket.close(LOST);
	relay.write('c1', 'Because.');
	relay.finish('c1');
	relay.trim(0);
	comeBack();
	expect(of('c1')).toEqual(['0:Because.', 'chat final Because.']);
});

test('an agent run of which the relay has kept the text and no event ends with the snapshot', () => {
	const { bus, relay, of, comeBack } = bridged();
	bus.publish({ type: 'chat_message', id: 'c1', data: { content: 'Why?' } });
	relay.flush();
	relay.socket.close(LOST);
	relay.write('c1', 'Because.');
	relay.finish('c1');
	relay.trim(0);
	relay.forgetRetained();
	comeBack();
	expect(of('c1')).toEqual(['0:Because.', 'chat final Because.']);
});

test('what a snapshot has kept of an earlier log comes once', () => {
	const { relay, published, comeBack } = bridged();
	const hear = (...lines: string[]) => {
		for (const id of lines) relay.publish({ type: 'chat_message', id, data: { content: id } });
	};
	hear('a', 'b', 'c');
	relay.flush();
	relay.socket.close(LOST);
	relay.renew();
	hear('d');
	comeBack();
	relay.socket.close(LOST);
	hear('e');
	relay.trim(0);
	comeBack();
	const lines = published.filter(({ type }) => type === 'chat_message');
	expect(lines.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

const states = (published: readonly Message[]) =>
	published.flatMap((message) =>
		message.type === 'models_state' ? [message.data.endpoint_state] : []
	);

test('models are told as the relay tells them', () => {
	const { relay, published } = bridged();
	relay.publish({ type: 'models_state', data: MODELS });
	relay.flush();
	expect(published.map(({ data }) => data)).toEqual([MODELS]);
});

test('asks for the models where the channel tells nothing of them', () => {
	const { relay, clock } = bridged();
	clock.elapse(500);
	relay.flush();
	expect(relay.socket.taken.at(-1)).toMatchObject({
		type: 'models_request',
		data: { action: 'list' }
	});
});

test('a relay that is out of reach for a second is told as unreachable, and as before once it is back', () => {
	const { relay, clock, published, comeBack } = bridged();
	relay.publish({ type: 'models_state', data: MODELS });
	relay.flush();
	relay.accepts = 'none';
	relay.socket.close(LOST);
	clock.elapse(999);
	expect(states(published)).toEqual(['connected']);
	clock.elapse(1);
	relay.flush();
	relay.accepts = 'all';
	comeBack();
	expect(states(published)).toEqual(['connected', 'unreachable', 'connected']);
});

test('a loss that is mended within a second is not told', () => {
	const { relay, clock, published } = bridged();
	relay.publish({ type: 'models_state', data: MODELS });
	relay.flush();
	relay.socket.close(LOST);
	clock.elapse(300);
	relay.flush();
	clock.elapse(5000);
	expect(states(published)).toEqual(['connected']);
});

test('a network that goes dark is told as unreachable, though no attempt is answered by anything', () => {
	const { relay, clock, published, comeBack } = bridged();
	relay.publish({ type: 'models_state', data: MODELS });
	relay.flush();
	// A loss after a good while begins a new row of attempts.
	clock.elapse(10_000);
	relay.accepts = 'hang';
	relay.socket.close(LOST);
	clock.elapse(12_000);
	expect(states(published)).toEqual(['connected', 'unreachable']);
	relay.accepts = 'all';
	clock.elapse(10_000);
	comeBack();
	expect(states(published)).toEqual(['connected', 'unreachable', 'connected']);
});

test('a relay that never answered is told as unreachable, with its address', () => {
	const { relay, published, link } = bridged();
	relay.accepts = 'none';
	link.reconnect();
	relay.flush();
	expect(published.at(-1)).toMatchObject({
		data: {
			endpoint_state: 'unreachable',
			detail: 'The relay at http://relay.test does not answer.'
		}
	});
});

test('a relay that wants a token is told as unauthorized', () => {
	const { relay, published } = bridged();
	relay.socket.close(4500);
	expect(states(published)).toEqual(['unauthorized']);
});

test('after its end nothing goes over', () => {
	const { bus, relay, end, errors } = bridged();
	end();
	ask(bus, 'q1');
	relay.flush();
	expect([relay.executed, errors]).toEqual([[], []]);
});
