import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { serveSite, type SiteOptions } from '../../src/tools/serve-site.ts';
import { ensureChromium } from '../support/ensure-chromium.ts';
import { findChromium } from '../support/find-chromium.ts';

/** What a test has opened; it is closed after the test, the latest first. */
const opened: (() => unknown)[] = [];

afterEach(async () => {
	for (const close of opened.splice(0).toReversed()) await close();
});

function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'assay-commands-'));
	opened.push(() => rmSync(folder, { recursive: true }));
	return folder;
}

/** Starts a program as the script `simulator` in package.json does. */
function startProgram(path: string, ...flags: string[]) {
	const child = spawn(process.execPath, ['--import', 'tsx', path, ...flags]);
	opened.push(() => child.kill());
	return child;
}

/** Its whole output and exit code, once it has ended. */
async function outcomeOf(child: ChildProcessWithoutNullStreams) {
	const output = { stdout: '', stderr: '' };
	child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
	await once(child, 'close');
	return { ...output, code: child.exitCode };
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
	return new Promise((resolve) => {
		child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
	});
}

async function occupyPort(): Promise<{ server: Server; port: number }> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	opened.push(() => server.close());
	const address = server.address();
	return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

describe('npm run simulator', () => {
	const start = (...flags: string[]) => startProgram('src/simulator/main.ts', ...flags);

	test('--help lists flags and scenarios, and ends well', async () => {
		const { code, stdout, stderr } = await outcomeOf(start('--help'));
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toMatch(/^Assay's simulator of LM Studio\./);
		for (const word of ['--port N', '--cors on|off', '--token', '--scenario NAME', 'slow-load']) {
			expect(stdout).toContain(word);
		}
	});

	test.each([
		[['--prot', '1'], "Expected a flag, got '--prot'. There are: --port,"],
		[['--port', 'many'], "Expected --port to be a number from 0 to 65535; got 'many'"],
		[['--port'], 'Expected a value after --port (N), got nothing'],
		[['--scenario', 'none-such'], 'Expected --scenario to be one of: unauthorized,']
	])('%j ends with 2 and says what was expected', async (flags, sentence) => {
		const { code, stdout, stderr } = await outcomeOf(start(...flags));
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain(sentence);
	});

	test('a port that is in use is told, with what to do', async () => {
		const { port } = await occupyPort();
		const { code, stderr } = await outcomeOf(start('--port', String(port)));
		expect(code).toBe(1);
		expect(stderr).toBe(
			`Port ${port} on 127.0.0.1 is in use by another program. Choose another one with --port, or stop that program.\n`
		);
	});

	test('it says where it runs and that no model does, answers there, and stops when asked', async () => {
		const child = start('--port', '0', '--scenario', 'no-chat-model');
		const line = await firstLine(child);
		const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
		expect(line).toContain('no language model is running, scenario no-chat-model');
		const greeting = await fetch(`${url}/lmstudio-greeting`);
		expect(await greeting.json()).toEqual({ lmstudio: true, simulator: 'assay' });
		const ended = outcomeOf(child);
		child.kill('SIGTERM');
		expect((await ended).code).toBe(0);
	});
});

test('the relay ends, and says what to do, where its port is in use', async () => {
	const { port } = await occupyPort();
	const { code, stderr } = await outcomeOf(startProgram('src/relay/main.ts', '--port', `${port}`));
	expect(code).toBe(1);
	expect(stderr).toBe(
		`Port ${port} on 127.0.0.1 is in use by another program. Choose another one with --port, or stop that program.\n`
	);
});

describe('the site', () => {
	const INDEX = '<!doctype html><html><head><title>Assay</title></head><body></body></html>';

	/** A built site in a folder, with a file beside the folder that nobody may have. */
	async function startSite(options: Partial<SiteOptions> = {}) {
		const around = makeFolder();
		const folder = join(around, 'build');
		mkdirSync(join(folder, '_app'), { recursive: true });
		writeFileSync(join(around, 'secret.txt'), 'a secret');
		writeFileSync(join(folder, '.hidden'), 'a secret');
		writeFileSync(join(folder, 'index.html'), INDEX);
		writeFileSync(join(folder, 'assay.html'), '<!doctype html><title>Single</title>');
		writeFileSync(join(folder, '_app', 'start.js'), 'export {};');
		writeFileSync(join(folder, '_app', 'look.css'), 'p { color: red }');
		const site = await serveSite({ folder, host: '127.0.0.1', port: 0, ...options });
		opened.push(() => site.close());
		return site;
	}

	/** Sends a request line as it is, which no client does for paths that lead upwards. */
	async function sendRaw(url: string, target: string): Promise<string> {
		const socket = connect(Number(new URL(url).port), '127.0.0.1');
		socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
		let answer = '';
		socket.on('data', (chunk) => (answer += chunk.toString()));
		await once(socket, 'close');
		return answer;
	}

	test('serves the page without a word of a simulator where there is none', async () => {
		const site = await startSite();
		const response = await fetch(`${site.url}/`);
		expect(await response.text()).toBe(INDEX);
	});

	test.each(['/', '/index.html', '/?q=1'])(
		'tells the page at %s of the simulator, and that it may not be kept',
		async (path) => {
			const site = await startSite({ simulator: 'http://127.0.0.1:4174/' });
			const response = await fetch(site.url + path);
			const { headers } = response;
			expect(await response.text()).toContain(
				'<meta name="assay-simulator" content="http://127.0.0.1:4174" />'
			);
			expect([
				headers.get('content-type'),
				headers.get('cache-control'),
				headers.get('x-content-type-options'),
				headers.get('referrer-policy')
			]).toEqual(['text/html; charset=utf-8', 'no-cache', 'nosniff', 'no-referrer']);
		}
	);

	test.each([
		['/_app/start.js', 'text/javascript', 'export {};'],
		['/_app/look.css', 'text/css', 'p { color: red }'],
		['/assay.html', 'text/html;charset=utf-8', '<!doctype html><title>Single</title>']
	])('serves %s as %s, and nothing may be guessed from it', async (path, type, text) => {
		const site = await startSite();
		const response = await fetch(site.url + path);
		expect(await response.text()).toBe(text);
		expect(response.headers.get('content-type')).toBe(type);
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
		const again = await fetch(site.url + path, {
			headers: { 'If-None-Match': response.headers.get('etag') ?? '' }
		});
		expect(again.status).toBe(304);
	});

	test.each(['/nowhere', '/_app/', '/.hidden', '/index.html/more', '/secret.txt'])(
		'%s is not found',
		async (path) => {
			const site = await startSite();
			const response = await fetch(site.url + path);
			expect([response.status, await response.text()]).toEqual([404, 'Not found']);
		}
	);

	test.each([
		'/../secret.txt',
		'/_app/../../secret.txt',
		'/%2e%2e/secret.txt',
		'/..%2fsecret.txt',
		'/..%5csecret.txt',
		'/_app/%2e%2e/%2e%2e/secret.txt',
		'//../secret.txt',
		'/%00../secret.txt',
		'/%',
		'http://localhost/../secret.txt',
		'../secret.txt'
	])('a request for %s leads nowhere', async (target) => {
		const site = await startSite();
		const answer = await sendRaw(site.url, target);
		expect(answer).toMatch(/^HTTP\/1\.1 (404|400) /);
		expect(answer).not.toContain('a secret');
		expect((await fetch(site.url)).status).toBe(200);
	});

	test('a port that is in use is told by its code', async () => {
		const site = await startSite();
		await expect(startSite({ port: Number(new URL(site.url).port) })).rejects.toMatchObject({
			code: 'EADDRINUSE'
		});
	});
});

describe('the Chromium of the tests', () => {
	test('the one that is named comes first, where it can be run', () => {
		const folder = makeFolder();
		const [named, installed] = [join(folder, 'named'), join(folder, 'installed')];
		writeFileSync(installed, '', { mode: 0o755 });
		writeFileSync(named, '', { mode: 0o644 });
		expect(findChromium({ ASSAY_CHROMIUM: named }, [installed])).toBe(installed);
		chmodSync(named, 0o755);
		expect(findChromium({ ASSAY_CHROMIUM: named }, [installed])).toBe(named);
		expect(findChromium({}, [join(folder, 'absent')])).toBeUndefined();
	});

	test('is installed where there is none', () => {
		const commands: string[] = [];
		const path = ensureChromium({
			find: () => (commands.length > 0 ? '/opt/chromium' : undefined),
			run: (command, words) => commands.push([command, ...words].join(' '))
		});
		expect(path).toBe('/opt/chromium');
		expect(commands).toEqual(['npx playwright install chromium']);
	});

	test('is asked for in a sentence where none can be had', () => {
		expect(() => ensureChromium({ find: () => undefined, run: () => {} })).toThrow(
			/^The tests need Chromium or Chrome, and none could be installed\. Install one .*ASSAY_CHROMIUM.*run npm test again\.$/
		);
	});
});
