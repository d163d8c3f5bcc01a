import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closeAfterTest, openRelay } from './relay-world.ts';

const document = readFileSync('docs/relay.md', 'utf8');

function program(language: string): string {
	return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(document)?.[1] ?? '';
}

test('the JavaScript client in docs/relay.md prints an answer and ends', async () => {
	const { port } = await openRelay();
	// Inside of the project, so that it finds the package that it imports.
	const folder = mkdtempSync(join('node_modules', '.assay-client-'));
	closeAfterTest(() => rmSync(folder, { recursive: true }));
	const file = join(folder, 'client.mjs');
	writeFileSync(file, program('js'));
	const child = spawn(process.execPath, [file, `ws://127.0.0.1:${port}/ws/test`]);
	closeAfterTest(() => child.kill());
	const output = { stdout: '', stderr: '' };
	child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
	await once(child, 'close');
	expect(output.stderr).toBe('');
	expect(output.stdout).toContain('pump');
	expect(child.exitCode).toBe(0);
});

test.each(['js', 'python'])('the client in %s takes 20 lines at most', (language) => {
	const lines = program(language)
		.split('\n')
		.filter((line) => line.trim() !== '');
	expect(lines.length).toBeGreaterThan(5);
	expect(lines.length).toBeLessThanOrEqual(20);
});
