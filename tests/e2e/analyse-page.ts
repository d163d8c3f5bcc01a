import type { Locator, Page } from '@playwright/test';
import { test as base, expect } from './world.ts';

/** What `run-status` tells by `data-state`. */
export type RunState =
	| 'idle'
	| 'queued'
	| 'loading_model'
	| 'reading_prompt'
	| 'reasoning'
	| 'writing'
	| 'done'
	| 'length'
	| 'stopped'
	| 'interrupted'
	| 'failed';

/** The Analyse page by the names that scripts find things by, and what a person does there most. */
export interface AnalysePage {
	source: Locator;
	template: Locator;
	model: Locator;
	run: Locator;
	stop: Locator;
	answer: Locator;
	status: Locator;
	stats: Locator;
	error: Locator;
	retry: Locator;
	/** Waits until the page knows its server, and offers the models. */
	isConnected: () => Promise<void>;
	/** Waits until the run stands so. */
	hasState: (state: RunState) => Promise<void>;
	/** Puts a text into the source pane and presses Run. Long texts take seconds this way: open them as files. */
	analyse: (text: string) => Promise<void>;
	/** Opens a text file in the source pane, and waits until it is there. */
	openFile: (name: string, text: string) => Promise<void>;
}

/** Tests on the Analyse page. It is not opened yet. */
export const test = base.extend<{ analyse: AnalysePage }>({
	analyse: async ({ page }, use) => {
		await use(createAnalysePage(page));
	}
});

export { expect };

export function createAnalysePage(page: Page): AnalysePage {
	const source = page.getByTestId('content-input');
	const status = page.getByTestId('run-status');
	const run = page.getByTestId('run-button');
	return {
		source,
		template: page.getByTestId('template-select'),
		model: page.getByTestId('model-select'),
		run,
		stop: page.getByTestId('stop-button'),
		answer: page.getByTestId('llm-output'),
		status,
		stats: page.getByTestId('run-stats'),
		error: page.getByTestId('error-message'),
		retry: page.getByTestId('retry-button'),
		async isConnected() {
			await expect(page.getByTestId('connection-status')).toHaveAttribute(
				'data-state',
				/^(simulated|connected|no_model)$/
			);
		},
		hasState: (state) => expect(status).toHaveAttribute('data-state', state),
		async analyse(text) {
			await source.fill(text);
			await run.click();
		},
		async openFile(name, text) {
			const file = { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
			await page.locator('input[type=file]').setInputFiles(file);
			await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
		}
	};
}

/** One moment of a run, as the page showed it. */
export interface Moment {
	state: string;
	/** What the status line said. */
	text: string;
	/** How many buttons there were that run or stop. */
	buttons: number;
}

/** Notes from now on everything that the page shows of its run, however short; the function returns it, in order. */
export async function recordMoments(page: Page): Promise<() => Promise<Moment[]>> {
	const moments = await page.evaluateHandle(() => {
		const seen: { state: string; text: string; buttons: number }[] = [];
		function note() {
			const status = document.querySelector('[data-testid=run-status]');
			const moment = {
				state: status?.getAttribute('data-state') ?? 'absent',
				text: status?.textContent ?? '',
				buttons: document.querySelectorAll('[data-testid=run-button], [data-testid=stop-button]')
					.length
			};
			if (JSON.stringify(seen.at(-1)) !== JSON.stringify(moment)) seen.push(moment);
		}
		note();
		new MutationObserver(note).observe(document.body, {
			attributes: true,
			characterData: true,
			childList: true,
			subtree: true
		});
		return seen;
	});
	return () => moments.jsonValue();
}
