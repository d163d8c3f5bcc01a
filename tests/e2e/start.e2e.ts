import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { analyse, expectConnection } from './steps.ts';
import { expect, keepFromRealServer, test } from './world.ts';

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Stands in for Vite: brings what has been built already to where a build would have put it. */
const COPYING_VITE = `
const { cpSync, mkdirSync } = require('node:fs');
if (process.env.ASSAY_SINGLE_FILE === '1') {
	mkdirSync('.svelte-kit/single-file-site', { recursive: true });
	cpSync(process.env.BUILT_SITE + '/assay.html', '.svelte-kit/single-file-site/index.html');
} else {
	cpSync(process.env.BUILT_SITE, 'build', { recursive: true });
}
`;

/** A copy of what `npm start` consists of, which builds nothing. */
function makeCopy(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assay-start-')));
	writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
	for (const part of ['tools', 'simulator']) {
		cpSync(join(ROOT, 'src', part), join(folder, 'src', part), { recursive: true });
	}
	const packages = join(folder, 'node_modules');
	mkdirSync(join(packages, 'vite', 'bin'), { recursive: true });
	writeFileSync(join(packages, 'vite', 'package.json'), '{ "name": "vite" }');
	writeFileSync(join(packages, 'vite', 'bin', 'vite.js'), COPYING_VITE);
	for (const name of ['tsx', 'sirv']) {
		symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(packages, name), 'dir');
	}
	return folder;
}

/** Holds a port, unless somebody else does. */
async function holdPort(port: number): Promise<() => void> {
	const server = createServer();
	await new Promise<void>((resolve) => {
		server.once('error', () => resolve());
		server.listen(port, '127.0.0.1', resolve);
	});
	return () => server.close();
}

test('npm start serves the app with the simulator beside it, on the next ports that are free', async ({
	page
}) => {
	const folder = makeCopy();
	const release = await holdPort(4173);
	const program = spawn(process.execPath, ['--import', 'tsx', 'src/tools/start.ts'], {
		cwd: folder,
		env: { ...process.env, BUILT_SITE: realpathSync('build') }
	});
	const ended = once(program, 'exit');
	try {
		let output = '';
		program.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
		program.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		await expect.poll(() => output, { timeout: 20_000 }).toContain('Ctrl+C stops both.');
		expect(output).toContain('Port 4173 is taken; trying 4174.');
		const [, site = ''] = /Assay runs at\s+(\S+)/.exec(output) ?? [];
		const [, simulator = ''] = /uses the simulator on (\S+),/.exec(output) ?? [];
		expect(new URL(simulator).port).not.toBe('1234');

		await keepFromRealServer(page);
		for (const address of [site, pathToFileURL(join(folder, 'build', 'assay.html')).href]) {
			await page.goto(address);
			await expectConnection(page, 'simulated');
			await expect(page.getByText('Demo: no model is running.')).toBeVisible();
		}
		await analyse(page);

		program.kill('SIGINT');
		await ended;
		expect(program.exitCode).toBe(0);
		await expect(fetch(site)).rejects.toThrow();
		await expect(fetch(simulator)).rejects.toThrow();
	} finally {
		program.kill();
		release();
		rmSync(folder, { recursive: true });
	}
});
