import type { Message } from '#lib/protocol/message.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import { createBus, type Bus, type BusOptions } from './bus.ts';

/** A real bus with a record of what went over it and of what subscribers threw. */
export function createFakeBus(options: Partial<BusOptions> = {}): {
	bus: Bus;
	published: Message[];
	errors: unknown[];
} {
	const published: Message[] = [];
	const errors: unknown[] = [];
	const bus = createBus({
		channel: 'local',
		epoch: 'epoch-0001',
		clock: createFakeClock(),
		onSubscriberError: (error) => errors.push(error),
		...options
	});
	bus.subscribe({}, (message) => published.push(message));
	return { bus, published, errors };
}
