import { expect, test } from 'vitest';
import { narrowConnections } from './narrow-connections.ts';

/** Addresses of this machine at which nothing listens: what a policy lets through fails there all the same. */
const ALLOWED = 'http://127.0.0.1:9/allowed';
const FOREIGN = 'http://127.0.0.1:10/foreign';

/** An empty page in a frame. */
async function openPage() {
	const frame = document.createElement('iframe');
	const loaded = new Promise((resolve) => {
		frame.addEventListener('load', resolve);
	});
	frame.srcdoc = '<p>A page</p>';
	document.body.append(frame);
	await loaded;
	const page = frame.contentDocument?.defaultView;
	if (!page) throw new Error('The frame has no page');
	return page;
}

type Page = Awaited<ReturnType<typeof openPage>>;

/** Runs `attempts`, which end with a forbidden one, and tells the addresses that the policy has stopped. */
async function blockedDuring(page: Page, attempts: () => Promise<void> | void): Promise<string[]> {
	const blocked: string[] = [];
	const foreignBlocked = new Promise<void>((resolve) => {
		page.document.addEventListener('securitypolicyviolation', (event) => {
			blocked.push(event.blockedURI);
			if (event.blockedURI.includes(':10/')) resolve();
		});
	});
	await attempts();
	await foreignBlocked;
	return blocked;
}

test('lets the page reach its own server and the addresses, and nobody else', async () => {
	const page = await openPage();
	expect(narrowConnections([ALLOWED], page.document)).toEqual([]);
	const blocked = await blockedDuring(page, async () => {
		const own = await page.fetch(location.href);
		expect(own.ok).toBe(true);
		await expect(page.fetch(ALLOWED)).rejects.toThrow();
		await expect(page.fetch('http://localhost:9/')).rejects.toThrow();
		await expect(page.fetch(FOREIGN)).rejects.toThrow();
	});
	expect(blocked).toEqual([FOREIGN]);
});

test('holds for WebSockets as well', async () => {
	const page = await openPage();
	narrowConnections([ALLOWED], page.document);
	const blocked = await blockedDuring(page, () => {
		new page.WebSocket('ws://127.0.0.1:9/').close();
		new page.WebSocket('ws://127.0.0.1:10/').close();
	});
	expect(blocked).toEqual(['ws://127.0.0.1:10/']);
});

test('holds for a prefetch, which a policy for connections alone would let through', async () => {
	const page = await openPage();
	narrowConnections([ALLOWED], page.document);
	const blocked = await blockedDuring(page, () => {
		const link = page.document.createElement('link');
		link.rel = 'prefetch';
		link.href = FOREIGN;
		page.document.head.append(link);
	});
	expect(blocked).toEqual([FOREIGN]);
});

test('holds for a Worker that is started afterwards', async () => {
	const page = await openPage();
	narrowConnections([ALLOWED], page.document);
	const code = `
		addEventListener('securitypolicyviolation', (event) => postMessage(event.blockedURI));
		fetch('${FOREIGN}').catch(() => {});`;
	const worker = new page.Worker(page.URL.createObjectURL(new page.Blob([code])));
	const blocked = await new Promise((resolve) => {
		worker.onmessage = (event) => {
			resolve(event.data);
		};
	});
	worker.terminate();
	expect(blocked).toBe(FOREIGN);
});

test('still holds when its element is removed', async () => {
	const page = await openPage();
	narrowConnections([], page.document);
	for (const meta of page.document.querySelectorAll('meta')) meta.remove();
	const blocked = await blockedDuring(page, async () => {
		await expect(page.fetch(FOREIGN)).rejects.toThrow();
	});
	expect(blocked).toEqual([FOREIGN]);
});

test('cannot be called again', async () => {
	const page = await openPage();
	narrowConnections([], page.document);
	expect(() => narrowConnections([ALLOWED], page.document)).toThrow(/second call/);
	expect(page.document.querySelectorAll('meta')).toHaveLength(1);
});

test('narrows to the rest when an address cannot be named, and tells which', async () => {
	const page = await openPage();
	const refused = narrowConnections(['http://[::1]:1234', 'http://a;b/', ALLOWED], page.document);
	expect(refused.map(({ address, code }) => [address, code])).toEqual([
		['http://[::1]:1234', 'ipv6'],
		['http://a;b/', 'bad_host']
	]);
	const blocked = await blockedDuring(page, async () => {
		await expect(page.fetch(ALLOWED)).rejects.toThrow();
		await expect(page.fetch(FOREIGN)).rejects.toThrow();
	});
	expect(blocked).toEqual([FOREIGN]);
});
