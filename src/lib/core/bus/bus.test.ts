import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message, MessageOf } from '#lib/protocol/message.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import { createBus, type Bus, type MessageDraft, type MessageFilter } from './bus.ts';
import { createFakeBus } from './fakes.ts';

function cancel(requestId: string): MessageDraft {
	return { type: 'cancel', data: { request_id: requestId } };
}

/** What a subscriber hears, by `seq`. */
function hear(bus: Bus, filter: MessageFilter): (number | undefined)[] {
	const heard: (number | undefined)[] = [];
	bus.subscribe(filter, ({ seq }) => heard.push(seq));
	return heard;
}

describe('a published message', () => {
	test('is stamped, delivered before publish returns, and returned as it was delivered', () => {
		const clock = createFakeClock(5000);
		const { bus, published } = createFakeBus({ clock });
		clock.elapse(7);
		const message = bus.publish({ ...cancel('a'), id: 'b', from: 'tab-1' });
		expect(message).toEqual({
			type: 'cancel',
			data: { request_id: 'a' },
			id: 'b',
			from: 'tab-1',
			v: 1,
			channel: 'local',
			seq: 1,
			epoch: 'epoch-0001',
			ts: 5007
		});
		expect(published).toEqual([message]);
		expect(published[0]).toBe(message);
	});

	test('keeps a channel of its own', () => {
		const { bus } = createFakeBus();
		expect(bus.publish({ ...cancel('a'), channel: 'team' }).channel).toBe('team');
	});

	test('is counted without gaps from 1', () => {
		const { bus } = createFakeBus();
		const seqs = Array.from({ length: 5 }, () => bus.publish(cancel('a')).seq);
		expect(seqs).toEqual([1, 2, 3, 4, 5]);
	});

	const plain = { request_id: 'r', kind: 'text', off: 0 } as const;

	test.each<[string, Partial<MessageOf<'llm_chunk'>>]>([
		['is plain', plain],
		['has no more than its data', {}],
		['has no request', { kind: 'text', off: 0 }],
		['has no kind', { request_id: 'r', off: 0 }],
		['has no place', { request_id: 'r', kind: 'text' }],
		['has an id', { ...plain, id: 'a' }],
		['has a channel', { ...plain, channel: 'team' }],
		['has a sender', { ...plain, from: 'tab-1' }],
		['has an agent', { ...plain, agent: 'checker' }],
		['has an agent run', { ...plain, run_id: 'a' }],
		['has a parent', { ...plain, parent_id: 'a' }],
		['has figures', { ...plain, meta: { finish_reason: 'stop' } }]
	])('keeps the fields of its draft and gets no other, when it is a chunk that %s', (_, beside) => {
		const { bus } = createFakeBus({ clock: createFakeClock(5000) });
		const draft = { type: 'llm_chunk', data: { chunk: 'a', is_final: false }, ...beside } as const;
		expect(bus.publish(draft)).toStrictEqual({
			channel: 'local',
			...draft,
			v: 1,
			seq: 1,
			epoch: 'epoch-0001',
			ts: 5000
		});
	});

	test('gets its stamps from the bus, also when a draft brings some of its own', () => {
		const { bus } = createFakeBus();
		const foreign = { ...cancel('a'), v: 1, seq: 900, epoch: 'elsewhere', ts: 1 } as const;
		expect(bus.publish(foreign)).toMatchObject({ seq: 1, epoch: 'epoch-0001' });
	});

	test('is in the journal by the time a subscriber hears of it', () => {
		const { bus } = createFakeBus();
		let journal: Message[] = [];
		bus.subscribe({}, () => (journal = bus.journal.messages()));
		const message = bus.publish(cancel('a'));
		expect(journal).toEqual([message]);
	});
});

describe('a filter', () => {
	const drafts: MessageDraft[] = [
		{ ...cancel('a'), request_id: 'r1' },
		{ ...cancel('a'), request_id: 'r2', channel: 'team' },
		{ type: 'llm_progress', data: { phase: 'queued' }, request_id: 'r1' },
		{ type: 'llm_progress', data: { phase: 'queued' } }
	];

	test.each([
		[{}, [1, 2, 3, 4]],
		[{ type: 'cancel' }, [1, 2]],
		[{ type: 'llm_progress' }, [3, 4]],
		[{ type: 'error' }, []],
		[{ channel: 'team' }, [2]],
		[{ channel: 'local' }, [1, 3, 4]],
		[{ request_id: 'r1' }, [1, 3]],
		[{ request_id: 'r3' }, []],
		[{ type: 'cancel', request_id: 'r1' }, [1]],
		[{ type: 'cancel', channel: 'team', request_id: 'r2' }, [2]],
		[{ type: 'cancel', channel: 'local', request_id: 'r2' }, []],
		[{ type: 'llm_progress', channel: 'local' }, [3, 4]]
	] as const)('%j lets through %j', (filter, seqs) => {
		const { bus } = createFakeBus();
		const heard = hear(bus, filter);
		for (const draft of drafts) bus.publish(draft);
		expect(heard).toEqual(seqs);
	});
});

describe('publishing from a listener', () => {
	test('waits until everybody has heard the message in hand', () => {
		const { bus } = createFakeBus();
		const log: string[] = [];
		bus.subscribe({ request_id: 'r' }, ({ seq }) => {
			log.push(`first hears ${seq ?? ''}`);
			if (seq === 1) {
				bus.publish({ ...cancel('a'), request_id: 'r' });
				log.push('first has published');
			}
		});
		bus.subscribe({}, ({ seq }) => log.push(`second hears ${seq ?? ''}`));
		bus.publish({ ...cancel('a'), request_id: 'r' });
		expect(log).toEqual([
			'first hears 1',
			'first has published',
			'second hears 1',
			'first hears 2',
			'second hears 2'
		]);
	});

	test('keeps every subscriber in the order of seq, whoever publishes when', () => {
		// Each listener of the first few messages publishes some more; `plan[seq]` says how many.
		fc.assert(
			fc.property(
				fc.array(fc.nat(3), { maxLength: 8 }),
				fc.array(fc.constantFrom<MessageFilter>({}, { type: 'cancel' }, { request_id: 'r' }), {
					minLength: 1,
					maxLength: 6
				}),
				(plan, filters) => {
					const { bus } = createFakeBus();
					const heard = filters.map((filter) => {
						const mine: (number | undefined)[] = [];
						bus.subscribe(filter, ({ seq = 0 }) => {
							mine.push(seq);
							for (let more = plan[seq] ?? 0; more > 0; more -= 1) {
								bus.publish({ ...cancel('a'), request_id: 'r' });
							}
						});
						return mine;
					});
					bus.publish({ ...cancel('a'), request_id: 'r' });
					const all = bus.journal.messages().map(({ seq }) => seq);
					expect(all).toEqual(Array.from({ length: all.length }, (_, index) => index + 1));
					for (const mine of heard) expect(mine).toEqual(all);
				}
			)
		);
	});
});

describe('a subscriber that throws', () => {
	test('keeps the message from nobody, and is told of', () => {
		const { bus, published, errors } = createFakeBus();
		const failure = new Error('broken view');
		bus.subscribe({ type: 'cancel' }, () => {
			throw failure;
		});
		const heard = hear(bus, { type: 'cancel' });
		bus.publish(cancel('a'));
		bus.publish(cancel('b'));
		expect(heard).toEqual([1, 2]);
		expect(published).toHaveLength(2);
		expect(errors).toEqual([failure, failure]);
	});

	test('is told of together with the message', () => {
		const told: unknown[] = [];
		const { bus } = createFakeBus({ onSubscriberError: (...args) => told.push(args) });
		bus.subscribe({}, () => {
			throw new Error('broken view');
		});
		const message = bus.publish(cancel('a'));
		expect(told).toEqual([[new Error('broken view'), message]]);
	});

	test('does not stop the bus, even when telling of it throws as well', () => {
		const { bus } = createFakeBus({
			onSubscriberError: () => {
				throw new Error('broken report');
			}
		});
		let hasThrown = false;
		bus.subscribe({}, () => {
			if (hasThrown) return;
			hasThrown = true;
			bus.publish(cancel('inner'));
			throw new Error('broken view');
		});
		const heard = hear(bus, {});
		expect(() => bus.publish(cancel('outer'))).toThrow('broken report');
		bus.publish(cancel('next'));
		expect(heard).toEqual([2, 3]);
	});
});

describe('subscriptions that change during a delivery', () => {
	test('a subscriber removed by another hears nothing more, not even the message in hand', () => {
		const { bus } = createFakeBus();
		let unsubscribe = () => {};
		const heard: unknown[] = [];
		bus.subscribe({}, () => unsubscribe());
		unsubscribe = bus.subscribe({}, ({ seq }) => heard.push(seq));
		bus.publish(cancel('a'));
		bus.publish(cancel('b'));
		expect(heard).toEqual([]);
	});

	test('a subscriber that removes itself has heard once, and the others are not skipped', () => {
		const { bus } = createFakeBus();
		const once: unknown[] = [];
		const unsubscribe = bus.subscribe({}, ({ seq }) => {
			once.push(seq);
			unsubscribe();
			unsubscribe();
		});
		const heard = hear(bus, {});
		bus.publish(cancel('a'));
		bus.publish(cancel('b'));
		expect(once).toEqual([1]);
		expect(heard).toEqual([1, 2]);
	});

	test.each<MessageFilter>([{}, { type: 'cancel' }, { request_id: 'r' }])(
		'a subscriber added meanwhile (%j) hears later messages only',
		(filter) => {
			const { bus } = createFakeBus();
			let heard: unknown[] | undefined;
			bus.subscribe({ request_id: 'r' }, () => (heard ??= hear(bus, filter)));
			bus.publish({ ...cancel('a'), request_id: 'r' });
			bus.publish({ ...cancel('b'), request_id: 'r' });
			expect(heard).toEqual([2]);
		}
	);

	test('a subscriber added after a message was published, but before it is delivered, does not hear it', () => {
		const { bus } = createFakeBus();
		let heard: unknown[] | undefined;
		bus.subscribe({ request_id: 'r' }, () => {
			if (heard) return;
			bus.publish(cancel('before'));
			heard = hear(bus, { type: 'cancel' });
			bus.publish(cancel('after'));
		});
		bus.publish({ ...cancel('a'), request_id: 'r' });
		expect(heard).toEqual([3]);
	});
});

test('two buses know nothing of each other', () => {
	const { bus: one, published } = createFakeBus();
	const other = createBus({
		channel: 'team',
		epoch: 'epoch-0002',
		clock: createFakeClock(),
		onSubscriberError: () => {}
	});
	expect(other.publish(cancel('a'))).toMatchObject({ seq: 1, channel: 'team' });
	expect(published).toEqual([]);
	expect([one.channel, one.epoch]).toEqual(['local', 'epoch-0001']);
});
