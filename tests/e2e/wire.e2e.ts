import type { Page } from '@playwright/test';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { expect, test, type AnalysePage } from './analyse-page.ts';
import { onlyGenerationOf } from './generations.ts';
import { WIRE_CASES, type WireCase } from './wire-cases.ts';
import { replyWith, type Dialect } from './wire-replies.ts';
import { shownAnswer } from './steps.ts';

const TEXT =
	'Maria Lund of Oslo found the torn seal – “très tôt” – at 05:40. 🙂 It cost 4,200 euros.';

/** What changes how an answer comes, and nothing of what it says. */
const HARMLESS = [
	'split-frames',
	'merged-frames',
	'crlf',
	'cr',
	'bom',
	'data-after-done',
	'stay-open-after-end',
	'duplicate-prompt-end',
	'message-start-empty',
	'role-on-every-delta',
	'json-200-instead-of-stream'
];

const BREAKS = [
	{ scenario: 'end-without-marker', state: 'interrupted', error: 'in the middle of the answer' },
	{ scenario: 'reset-after-n-chunks', state: 'interrupted', error: 'in the middle of the answer' },
	{ scenario: 'malformed-json-mid-stream', state: 'failed', error: 'expected JSON in every event' },
	{ scenario: 'empty-stream', state: 'failed', error: 'without an answer and without an error' },
	{ scenario: 'done-only', state: 'failed', error: 'without an answer and without an error' }
] as const;

for (const dialect of ['native', 'openai'] satisfies Dialect[]) {
	test.describe(`an answer over the ${dialect} interface`, () => {
		test.slow();
		test.beforeEach(async ({ simulator, open }) => {
			speak(dialect, simulator);
			await open();
		});

		for (const kind of ['whole answers', 'other ends'] as const) {
			test(`${kind}, told in every shape that is known`, async ({ page, analyse }) => {
				const cases = WIRE_CASES.filter(
					(known) =>
						known.dialect === dialect && (known.state === 'done') === (kind === 'whole answers')
				);
				expect(cases.length).toBeGreaterThan(5);
				for (const known of cases) {
					await test.step(`the server answers ${known.about}: ${known.state}`, () =>
						meet(known, page, analyse));
				}
			});
		}

		test('is the same, however its bytes come', async ({ page, analyse, simulator }) => {
			await analyse.analyse(TEXT);
			await analyse.hasState('done');
			const plain = await shownAnswer(page);
			expect(plain).toContain('the torn seal – “très tôt” – at 05:40.');
			expect(plain).toContain('🙂 It cost 4,200 euros.');

			for (const scenario of HARMLESS) {
				await test.step(scenario, async () => {
					simulator.setScenario(scenario);
					await startAnew(page, analyse);
					await analyse.hasState('done');
					expect(await shownAnswer(page)).toBe(plain);
				});
			}
		});

		test('that breaks off is not taken for a whole one', async ({ page, analyse, simulator }) => {
			for (const { scenario, state, error } of BREAKS) {
				await test.step(scenario, async () => {
					simulator.setScenario(scenario);
					// What a reset finds unread is lost, so that the tokens before it must not all come at once.
					const tokensPerSecond = scenario === 'reset-after-n-chunks' ? 50 : Infinity;
					simulator.setOptions({ tokensPerSecond });
					await startAnew(page, analyse);
					await analyse.hasState(state);
					await expect(analyse.error).toContainText(error);
					await expect(analyse.retry).toBeVisible();
				});
			}
		});
	});
}

test('a server that does not know the native interface is asked by the other one', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	const asked: string[] = [];
	page.on('request', (request) => {
		if (request.method() === 'POST') asked.push(new URL(request.url()).pathname);
	});
	await replyWith(page, 'native', {
		contentType: 'application/json',
		body: '{"error":"Unexpected endpoint or method. (POST /api/v1/chat)"}'
	});
	await open();
	await startAnew(page, analyse);
	await analyse.hasState('done');
	expect(asked).toEqual(['/api/v1/chat', '/v1/chat/completions']);
	expect(onlyGenerationOf(simulator).path).toBe('/v1/chat/completions');
});

/** Makes the page use that interface: it prefers the native one, and learns from the list of models whether there is one. */
function speak(dialect: Dialect, simulator: Simulator): void {
	simulator.setOptions({ api: dialect === 'native' ? '0.4' : '0.3' });
}

/** Runs on an empty page, so that nothing is left of the run before. */
async function startAnew(page: Page, analyse: AnalysePage): Promise<void> {
	const anew = page.getByRole('button', { name: 'New', exact: true });
	if (await anew.isVisible()) await anew.click();
	await analyse.hasState('idle');
	await analyse.analyse(TEXT);
}

/** Lets the server answer so, and looks at what the page makes of it. */
async function meet(known: WireCase, page: Page, analyse: AnalysePage): Promise<void> {
	const { dialect, reply, state, text, reasoning, error, stats } = known;
	const stopReplying = await replyWith(page, dialect, reply);
	await startAnew(page, analyse);

	await analyse.hasState(state);
	await expect(analyse.answer.locator('.section p')).toHaveText(text === undefined ? [] : [text]);
	if (error === undefined) await expect(analyse.error).toHaveCount(0);
	else await expect(analyse.error).toContainText(error);
	if (stats !== undefined) await expect(analyse.stats).toContainText(stats);
	const thought = analyse.answer.getByRole('group').filter({ hasText: 'Reasoning' });
	await expect(thought).toHaveCount(reasoning === undefined ? 0 : 1);
	if (reasoning !== undefined) {
		await thought.getByText('Reasoning').click();
		await expect(thought.getByText(reasoning)).toBeVisible();
	}
	await stopReplying();
}
