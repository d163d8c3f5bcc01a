import { chromium, type Page } from 'playwright';
import { serveSite } from '../../../src/tools/serve-site.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../support/find-chromium.ts';
import { runRecord } from './corpus.ts';

/** The longest tasks while the page of runs opens on the built site, in milliseconds, for each number of runs in turn. */
export async function measureOpening(
	counts: readonly number[],
	rounds: number
): Promise<Map<number, number[]>> {
	const site = await serveSite({ folder: 'build', host: '127.0.0.1', port: 0 });
	const executablePath = findChromium();
	const browser = await chromium.launch({
		args: [...CHROMIUM_ARGUMENTS],
		...(executablePath ? { executablePath } : {})
	});
	const measured = new Map<number, number[]>();
	try {
		const pages = new Map<number, Page>();
		for (const count of counts) {
			const page = await (await browser.newContext()).newPage();
			await page.route(/:1234\//, (route) => route.abort('connectionrefused'));
			await page.goto(site.url);
			await page.getByTestId('content-input').waitFor();
			// The database is there once its history has been read.
			await page.getByRole('link', { name: 'Runs' }).click();
			await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
			await page.evaluate(fill, records(count));
			await page.getByRole('link', { name: 'Analyse' }).click();
			pages.set(count, page);
		}
		for (let round = 0; round <= rounds; round += 1) {
			for (const [count, page] of pages) {
				const longest = await openOnce(page, count);
				// The first round pays for compilation.
				if (round > 0) measured.set(count, [...(measured.get(count) ?? []), longest]);
			}
		}
		return measured;
	} finally {
		await browser.close();
		await site.close();
	}
}

async function openOnce(page: Page, count: number): Promise<number> {
	await page.getByRole('link', { name: 'Analyse' }).click();
	await page.getByTestId('content-input').waitFor();
	await page.reload();
	await page.getByTestId('content-input').waitFor();
	// The page has its own work after it was opened: that is not what is measured.
	await page.waitForLoadState('networkidle');
	const watching = await page.evaluateHandle(watchTasks);
	await page.getByRole('link', { name: 'Runs' }).click();
	await page.getByText(`${count} runs`, { exact: true }).waitFor();
	const longest = await watching.evaluate((watch) => watch.stop());
	await watching.dispose();
	return longest;
}

/** Beats as fast as tasks come: the longest gap between two beats is the longest task. */
function watchTasks() {
	const channel = new MessageChannel();
	let last = performance.now();
	let longest = 0;
	let isRunning = true;
	channel.port1.onmessage = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		if (isRunning) channel.port2.postMessage(undefined);
	};
	channel.port2.postMessage(undefined);
	return {
		stop() {
			isRunning = false;
			return longest;
		}
	};
}

function records(count: number) {
	return Array.from({ length: count }, (_, index) => {
		const key = `run-${String(index).padStart(6, '0')}`;
		const value = runRecord(key, '0'.repeat(64), index, 'The pump held its pressure. '.repeat(8));
		return { key, value };
	});
}

/** Puts records into the app's database. */
async function fill(entries: { key: string; value: unknown }[]): Promise<void> {
	const database = await new Promise<IDBDatabase>((resolve, reject) => {
		const request = indexedDB.open('assay');
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(new Error('The database did not open'));
		};
	});
	const transaction = database.transaction('runs', 'readwrite');
	for (const entry of entries) transaction.objectStore('runs').put(entry);
	await new Promise<void>((resolve, reject) => {
		transaction.oncomplete = () => {
			resolve();
		};
		transaction.onabort = () => {
			reject(new Error('The records were not stored'));
		};
	});
	database.close();
}
