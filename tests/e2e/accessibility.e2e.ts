import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { createAnalysePage } from './analyse-page.ts';
import { analyse, expectConnection, goTo, openHelp, SOME_TEXT } from './steps.ts';
import { expect, test } from './world.ts';

const AXE_SOURCE = readFileSync(
	createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
	'utf8'
);

const PAGES = ['Analyse', 'Chat', 'Runs', 'Documents', 'Batch', 'Models', 'Inspector', 'Settings'];

/** What axe finds wrong with what the page shows now, each as the rule and the elements. */
async function violationsOn(page: Page): Promise<string[]> {
	// Playwright evaluates as a debugger does, which the page's policy does not hold back.
	if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(AXE_SOURCE);
	const { violations } = await page.evaluate(() => {
		const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResults> } };
		return axe.run();
	});
	return violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`
	);
}

/** How far the page or a region of it reaches beyond its own width, by the region. */
async function sidewaysOverflow(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		[...document.querySelectorAll('html, body, header, nav, main, main > *, main > * > *')]
			.filter((element) => element.scrollWidth > element.clientWidth + 1)
			.map((element) => `${element.localName} by ${element.scrollWidth - element.clientWidth} px`)
	);
}

/** Gathers what is wrong in each of several views; `found` grows with each `check`. */
function createInspection(page: Page) {
	const found: string[] = [];
	return {
		found,
		check: async (view: string): Promise<void> => {
			found.push(...(await violationsOn(page)).map((violation) => `${view}: ${violation}`));
			found.push(...(await sidewaysOverflow(page)).map((region) => `${view}: too wide, ${region}`));
		}
	};
}

for (const theme of ['light', 'dark'] as const) {
	for (const width of [1280, 360]) {
		test.describe(`${theme}, ${width} px wide`, () => {
			test.use({ viewport: { width, height: 800 }, colorScheme: theme });

			test('axe finds nothing on any page, empty and with an answer', async ({ page, open }) => {
				const { found, check } = createInspection(page);
				await open();
				await expectConnection(page, 'simulated');
				await check('Analyse, empty');
				await page.getByRole('button', { name: 'Incident report' }).click();
				await expect(createAnalysePage(page).source).toHaveValue(/./);
				await createAnalysePage(page).run.click();
				await createAnalysePage(page).hasState('done');
				await check('Analyse, answered');
				await page.getByRole('button', { name: 'Options' }).click();
				await check('Analyse, options');
				await page.getByRole('button', { name: 'Edit for this run' }).click();
				await check('Analyse, template');
				for (const name of PAGES.slice(1)) {
					await goTo(page, name);
					await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
					await check(name);
				}
				await goTo(page, 'Runs');
				await page.getByRole('list', { name: 'Runs' }).getByRole('button').click();
				for (const part of ['Answer', 'Source', 'Run details']) {
					await page.getByRole('tab', { name: part }).click();
					await check(`A run, ${part}`);
				}
				expect(found).toEqual([]);
			});

			test('axe finds nothing in a chat, at work, answered and in trouble', async ({
				page,
				open,
				simulator
			}) => {
				const { found, check } = createInspection(page);
				simulator.setOptions({ tokensPerSecond: 12 });
				await open('#/chat');
				await expectConnection(page, 'simulated');
				await page.getByRole('button', { name: 'A question about a text' }).click();
				await check('Chat, drafted');
				await page.getByTestId('chat-send').click();
				const status = page.getByTestId('chat-status');
				await expect(status).toHaveAttribute('data-state', 'asking');
				await expect(page.getByText('What it found').first()).toBeVisible();
				await check('Chat, at work');
				await page.keyboard.press('Escape');
				await expect(status).toHaveAttribute('data-state', 'stopped');
				await check('Chat, stopped');
				simulator.setOptions({ tokensPerSecond: Infinity });
				await page.getByTestId('retry-button').click();
				await expect(status).toHaveAttribute('data-state', 'done');
				await page.getByText('What it found').first().click();
				await page.getByText('The text below it').click();
				await check('Chat, answered');
				simulator.setScenario('model-crashed');
				await page.getByTestId('chat-input').fill('What is a relay?');
				await page.keyboard.press('Enter');
				await expect(status).toHaveAttribute('data-state', 'failed');
				await check('Chat, failed');
				expect(found).toEqual([]);
			});

			test('axe finds nothing in any dialog, nor in trouble', async ({ page, open, simulator }) => {
				const { found, check } = createInspection(page);
				await open('#/nowhere');
				await expectConnection(page, 'simulated');
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				await check('No such page');
				await openHelp(page);
				await check('Connection help');
				await page.keyboard.press('Escape');
				await page.keyboard.press('Control+k');
				const palette = page.getByRole('combobox', { name: 'Page or command' });
				await expect(palette).toBeFocused();
				await check('Palette');
				await page.keyboard.press('Escape');
				await expect(palette).not.toBeAttached();
				await page.keyboard.press('?');
				await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
				await check('Keys');
				await page.keyboard.press('Escape');

				simulator.setScenario('no-models-loaded');
				await page.evaluate(() => dispatchEvent(new Event('focus')));
				await expectConnection(page, 'no_model');
				await check('No model');
				await openHelp(page);
				await check('Help with no model');
				await page.keyboard.press('Escape');

				simulator.setScenario('not-lmstudio');
				await page.getByRole('button', { name: 'Look again' }).click();
				await expectConnection(page, 'not_lmstudio');
				await goTo(page, 'Models');
				await check('Models without a server');
				expect(found).toEqual([]);
			});
		});
	}
}

test('each page has one heading of the first level, and its landmarks', async ({ page, open }) => {
	await open();
	await expectConnection(page, 'simulated');
	for (const name of PAGES) {
		await goTo(page, name);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText([name]);
		await expect(page.getByRole('banner')).toHaveCount(1);
		await expect(page.getByRole('navigation')).toHaveCount(1);
		await expect(page.getByRole('main')).toHaveCount(1);
		await expect(page.getByRole('navigation').locator('[aria-current=page]')).toHaveText([name]);
		await expect(page).toHaveTitle(`${name} · Assay`);
	}
});

test('the whole job can be done by keyboard alone', async ({ page, open, context, simulator }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open();
	await expectConnection(page, 'simulated');
	const it = createAnalysePage(page);
	const tabTo = async (target: ReturnType<Page['locator']>) => {
		for (let presses = 0; presses < 40; presses += 1) {
			await page.keyboard.press('Tab');
			if (await target.evaluate((element) => element === document.activeElement)) return;
		}
		throw new Error('Expected Tab to come to the element within 40 presses');
	};

	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Skip to the page' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();

	await tabTo(it.template);
	await page.keyboard.type('Key');
	await expect(it.template).toHaveValue('key_insights');
	await tabTo(it.source);
	await page.keyboard.type(SOME_TEXT);
	simulator.setOptions({ tokensPerSecond: 20 });
	await page.keyboard.press('Control+Enter');
	await it.hasState('writing');
	await page.keyboard.press('Escape');
	await it.hasState('stopped');

	simulator.setOptions({ tokensPerSecond: Infinity });
	await page.keyboard.press('Control+Enter');
	await it.hasState('done');
	await tabTo(page.getByRole('button', { name: 'Copy', exact: true }).last());
	await page.keyboard.press('Enter');
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Norrvik');

	await page.keyboard.press('Control+k');
	await expect(page.getByRole('combobox', { name: 'Page or command' })).toBeFocused();
	await page.keyboard.type('sett');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
	await page.keyboard.press('?');
	await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
});

/** Where Tab stops on a page from its beginning, in order. */
async function tabStops(page: Page) {
	const stops: { name: string; isMarked: boolean; isInOrder: boolean }[] = [];
	await page.evaluate(() => {
		document.body.tabIndex = -1;
		document.body.focus();
		document.body.removeAttribute('tabindex');
	});
	for (let presses = 0; presses < 120; presses += 1) {
		await page.keyboard.press('Tab');
		const stop = await page.evaluate((isFirst) => {
			const element = document.activeElement;
			const last = document.querySelector('[data-last-stop]');
			last?.removeAttribute('data-last-stop');
			if (!(element instanceof HTMLElement) || element === document.body) return undefined;
			element.dataset['lastStop'] = '';
			const isOutlined = (it: Element | null) => {
				if (!it) return false;
				const { outlineStyle, outlineWidth } = getComputedStyle(it);
				return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
			};
			return {
				name: (element.getAttribute('aria-label') ?? element.textContent.trim()).slice(0, 40),
				// A field within a box of its own shows it by the box.
				isMarked:
					element.getBoundingClientRect().width > 0 &&
					(isOutlined(element) || isOutlined(element.parentElement)),
				isInOrder:
					isFirst ||
					!last ||
					(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
			};
		}, presses === 0);
		if (stop === undefined) return stops;
		stops.push(stop);
	}
	throw new Error('Expected Tab to leave the page within 120 presses');
}

test('Tab goes through each page in reading order, and shows where it is', async ({
	page,
	open
}) => {
	await open();
	await expectConnection(page, 'simulated');
	await analyse(page);
	for (const name of PAGES) {
		await goTo(page, name);
		const stops = await tabStops(page);
		expect(stops[0]?.name).toBe('Skip to the page');
		expect(stops.length).toBeGreaterThan(8);
		expect(stops.filter(({ isMarked }) => !isMarked)).toEqual([]);
		expect(stops.filter(({ isInOrder }) => !isInOrder)).toEqual([]);
	}
});

test('a dialog keeps the focus, and gives it back', async ({ page, open }) => {
	await open();
	await expectConnection(page, 'simulated');
	const badge = page.getByTestId('connection-status').getByRole('button');
	await badge.focus();
	await page.keyboard.press('Enter');
	const help = page.getByRole('dialog', { name: 'Connection help' });
	await expect(help).toBeVisible();
	for (let presses = 0; presses < 30; presses += 1) {
		await page.keyboard.press('Tab');
		const isOutside = await page.evaluate(() => {
			const focused = document.activeElement;
			return focused !== document.body && focused?.closest('dialog') === null;
		});
		expect(isOutside).toBe(false);
	}
	await page.keyboard.press('Escape');
	await expect(help).toBeHidden();
	await expect(badge).toBeFocused();
});

test('long words, wide code and tables never make the page scroll sideways', async ({
	page,
	open
}) => {
	await page.setViewportSize({ width: 360, height: 740 });
	await open();
	await expectConnection(page, 'simulated');
	await analyse(page, `${'x'.repeat(4000)} ${SOME_TEXT} https://example.org/${'path/'.repeat(80)}`);
	for (const name of PAGES) {
		await goTo(page, name);
		expect(await sidewaysOverflow(page)).toEqual([]);
	}
});

for (const [width, height] of [
	[1280, 800],
	[768, 800],
	[360, 740]
] as const) {
	test(`the line under the answer is whole, with its buttons, at ${width} px`, async ({
		page,
		open
	}) => {
		await page.setViewportSize({ width, height });
		await open();
		await expectConnection(page, 'simulated');
		await analyse(page);
		for (const name of ['Copy', 'Download']) {
			await expect(page.getByRole('button', { name, exact: true }).last()).toBeInViewport({
				ratio: 1
			});
		}
		const cut = await page
			.locator('footer')
			.evaluate((footer) => footer.scrollHeight - footer.clientHeight);
		expect(cut).toBe(0);
	});
}

test('nothing moves where a person asked for no motion', async ({ page, open }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await open();
	await expectConnection(page, 'simulated');
	await analyse(page);
	for (const name of PAGES) {
		await goTo(page, name);
		const moving = await page.evaluate(() =>
			[...document.querySelectorAll('*')]
				.filter((element) => {
					const { transitionDuration, animationName } = getComputedStyle(element);
					const isStill = transitionDuration.split(', ').every((time) => parseFloat(time) === 0);
					return !isStill || animationName !== 'none';
				})
				.map((element) => element.outerHTML.slice(0, 80))
		);
		expect(moving).toEqual([]);
	}
});

test('with the colours of the system, what is chosen is told apart', async ({ page, open }) => {
	await page.emulateMedia({ forcedColors: 'active' });
	await open();
	const outlineOf = (name: string) =>
		page
			.getByRole('navigation')
			.getByRole('link', { name })
			.evaluate((link) => getComputedStyle(link).outlineStyle);
	await expect.poll(() => outlineOf('Analyse')).toBe('solid');
	expect(await outlineOf('Chat')).toBe('none');
});
