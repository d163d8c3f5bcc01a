import { expect, test } from 'vitest';
import { installTrustedTypes } from './trusted-types.ts';

/** An empty page in a frame, under the policy that the app is built with. */
async function openPage() {
	const frame = document.createElement('iframe');
	frame.srcdoc = `<meta http-equiv="Content-Security-Policy"
		content="require-trusted-types-for 'script'; trusted-types default">`;
	const loaded = new Promise((resolve) => {
		frame.addEventListener('load', resolve);
	});
	document.body.append(frame);
	await loaded;
	const page = frame.contentDocument?.defaultView;
	if (!page) throw new Error('The frame has no page');
	return page;
}

test('refuses every script address as long as nothing is installed', async () => {
	const page = await openPage();
	expect(() => new page.Worker('blob:nothing')).toThrow(page.TypeError);
});

test('lets a Worker start from a blob', async () => {
	const page = await openPage();
	installTrustedTypes(page);
	const address = page.URL.createObjectURL(new page.Blob(['postMessage("started")']));
	const worker = new page.Worker(address);
	const said = await new Promise((resolve) => {
		worker.onmessage = (event) => {
			resolve(event.data);
		};
	});
	worker.terminate();
	expect(said).toBe('started');
});

test.each(['data:text/javascript,0', 'https://example.org/x.js', ' blob:x', 'BLOB:x', ''])(
	'refuses a Worker from %j',
	async (address) => {
		const page = await openPage();
		installTrustedTypes(page);
		expect(() => new page.Worker(address)).toThrow(/begins with blob:, got/);
	}
);

test('leaves HTML and script text refused', async () => {
	const page = await openPage();
	installTrustedTypes(page);
	expect(() => {
		page.document.body.innerHTML = '<b>bold</b>';
	}).toThrow(page.TypeError);
	expect(() => {
		page.document.createElement('script').text = '0';
	}).toThrow(page.TypeError);
});

test('can be called again', async () => {
	const page = await openPage();
	installTrustedTypes(page);
	installTrustedTypes(page);
	expect(() => new page.Worker('data:,')).toThrow(/begins with blob:/);
});

test('does nothing where there are no Trusted Types', () => {
	const bare = Object.create(window) as Window;
	Object.defineProperty(bare, 'trustedTypes', { value: undefined });
	expect(() => {
		installTrustedTypes(bare);
	}).not.toThrow();
});
