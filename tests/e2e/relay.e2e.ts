/** The page over a relay: the same as over LM Studio itself, and more than that when the connection is lost. */
import { createAnalysePage } from './analyse-page.ts';
import { expect, test } from './relay-process.ts';
import { connectionStatus, SOME_TEXT } from './steps.ts';

test('the relay’s own page analyses a text over it', async ({ page, startRelay }) => {
	const relay = await startRelay();
	await page.goto(relay.url);
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	await expect(connectionStatus(page)).toHaveAttribute('data-via', 'relay');
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('Norrvik');
});
