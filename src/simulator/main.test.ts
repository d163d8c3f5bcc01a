/** The command as a person runs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withSimulator } from './fakes.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function run(...words: string[]) {
	const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...words]);
	const ended = once(child, 'exit').then(([code]: unknown[]) => code);
	return { child, ended, output: textOf(child.stdout), errors: textOf(child.stderr) };
}

/** Everything that comes, once there is a whole line of it or the end. */
async function textOf(stream: ChildProcess['stdout']): Promise<string> {
	let text = '';
	for await (const piece of stream ?? []) {
		text += String(piece);
		if (text.includes('Ctrl+C')) break;
	}
	return text;
}

test('it says where it is in one line, answers there, and stops on SIGTERM', async () => {
	const { child, ended, output } = run('--port', '0', '--scenario', 'burst');
	const line = await output;
	expect(line).toMatch(
		/^LM Studio simulator on http:\/\/127\.0\.0\.1:\d+ \(no language model is running, scenario burst\)\. Stop it with Ctrl\+C\.\n$/
	);
	const url = /http:\S+/.exec(line)?.[0] ?? '';
	const greeting: unknown = await (await fetch(`${url}/lmstudio-greeting`)).json();
	expect(greeting).toEqual({ lmstudio: true, simulator: 'assay' });
	child.kill('SIGTERM');
	expect(await ended).toBe(0);
}, 20_000);

test('a port in use and a word it does not know end it with a sentence each', async () => {
	await withSimulator({}, async ({ port }) => {
		const taken = run('--port', String(port));
		const unknown = run('--scenario', 'nonsense');
		expect([await taken.ended, await taken.errors]).toEqual([
			1,
			`Port ${port} on 127.0.0.1 is in use by another program. Choose another one with --port, or stop that program.\n`
		]);
		expect([await unknown.ended, await unknown.errors]).toEqual([
			2,
			expect.stringMatching(/^Expected --scenario to be one of: .*; got 'nonsense'\n$/)
		]);
	});
}, 20_000);
