import fc from 'fast-check';

export const CLIENTS = 3;
export const REQUESTS = 4;

/** One step of a schedule. Clients and requests are numbers. */
export type Action =
	| { do: 'ask' | 'cancel'; client: number; request: number }
	| { do: 'write'; request: number; chunk: string }
	| { do: 'finish'; request: number }
	| { do: 'arrive'; client: number; to: 'client' | 'relay'; frames: number }
	| { do: 'turn' | 'restart' }
	| { do: 'cut' | 'halfCut' | 'reap' | 'lose' | 'repeat' | 'stall' | 'wake'; client: number }
	| { do: 'wait'; ms: number };

const client = fc.nat(CLIENTS - 1);
const request = fc.nat(REQUESTS - 1);
/** A person with a profession is one sign of several code points, each of two units. */
const chunk = fc.constantFrom(
	'a',
	'word ',
	'two words ',
	'語',
	'👩‍🚀',
	'\u{1f680} up ',
	'a longer piece of text. '
);

export const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 16, arbitrary: fc.record({ do: fc.constant('write' as const), request, chunk }) },
	{
		weight: 24,
		arbitrary: fc.record({
			do: fc.constant('arrive' as const),
			client,
			to: fc.constantFrom('client' as const, 'relay' as const),
			frames: fc.integer({ min: 1, max: 8 })
		})
	},
	{ weight: 10, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), client, request }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('finish' as const), request }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), client, request }) },
	{
		weight: 12,
		arbitrary: fc.record({
			do: fc.constantFrom(
				...(['cut', 'halfCut', 'reap', 'lose', 'repeat', 'stall', 'wake'] as const)
			),
			client
		})
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			ms: fc.constantFrom(10, 40, 300, 1100, 6000, 21_000)
		})
	}
);

/** Long enough that a log of a dozen events is trimmed several times. */
export const schedule = fc.array(action, { minLength: 40, maxLength: 200, size: 'max' });
