import { expect, test } from 'vitest';
import type { Bus } from '#lib/core/bus/bus.ts';
import { createFakeApp, OPEN } from './fakes.ts';

function startRun(bus: Bus, id: string, from: string) {
	const data = { request_id: id, template: 'parsing_analysis', content_hash: 'hash', from };
	bus.publish({ type: 'request_started', request_id: id, data });
}

test('tells the runs of others from one’s own, also of those before the page was loaded anew', async () => {
	const { app, bus } = createFakeApp();
	const { runsHere } = app.analyse;
	await runsHere.follow(() => {});
	app.relay.linkIs(OPEN);
	startRun(bus, 'earlier', 'me-1');
	startRun(bus, 'on-the-phone', 'me-2');
	startRun(bus, 'theirs', 'a-3');
	expect(runsHere.others.map(({ id }) => id)).toEqual(['theirs', 'on-the-phone']);
	runsHere.dismiss('theirs');
	expect(runsHere.others.map(({ id }) => id)).toEqual(['on-the-phone']);
});
