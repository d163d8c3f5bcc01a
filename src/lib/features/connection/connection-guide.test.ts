import { expect, test } from 'vitest';
import { EndpointState } from '#lib/protocol/service-schemas.ts';
import { guideFor, type GuideFacts } from './connection-guide.ts';

const facts: GuideFacts = {
	endpoint: 'http://127.0.0.1:1234',
	lmstudioUrl: 'http://127.0.0.1:1234',
	detail: undefined
};

test.each(EndpointState.options)('names the server that it speaks of: %s', (state) => {
	expect(guideFor(state, facts).happened).toContain('http://127.0.0.1:1234');
});

test.each(['unreachable', 'cors_blocked', 'unauthorized', 'not_lmstudio', 'no_model'] as const)(
	'says what was found where something was: %s',
	(state) => {
		expect(guideFor(state, { ...facts, detail: 'Something was found.' }).happened).toBe(
			'Something was found.'
		);
	}
);

test('tells a simulator that stands in from one that was set as the address', () => {
	const standsIn = guideFor('simulated', { ...facts, endpoint: 'http://127.0.0.1:4174' });
	expect(standsIn.happened).toMatch(/^Nothing answered at http:\/\/127\.0\.0\.1:1234, so/);
	expect(guideFor('simulated', facts).happened).toMatch(/^What answers at http:.* is a simulator/);
});
