/**
 * `npm test`: everything that must hold, in one command. Checks that only read the sources run beside each other; what
 * drives a browser runs alone, so that two cores are not asked for more than they have.
 */
import { spawn } from 'node:child_process';
import { ensureChromium } from './support/ensure-chromium.ts';

interface Check {
	name: string;
	command: string;
}

interface Result {
	name: string;
	passed: boolean;
	output: string;
}

/** Each inner list runs side by side, the lists one after another. */
const STAGES: Check[][] = [
	[
		{ name: 'format', command: 'npm run -s check:format' },
		{ name: 'layers', command: 'npm run -s check:layers' }
	],
	[
		{ name: 'types', command: 'npm run -s check:types' },
		{ name: 'dead code', command: 'npm run -s check:dead-code' }
	],
	[
		{ name: 'lint', command: 'npm run -s check:lint' },
		{ name: 'build', command: 'npm run -s build' }
	],
	[{ name: 'unit and component tests', command: 'npm run -s test:unit' }],
	[{ name: 'end-to-end tests', command: 'npm run -s test:e2e' }]
];

process.env['ASSAY_CHROMIUM'] = ensureChromium();
const failed: Result[] = [];
for (const stage of STAGES) {
	const results = await Promise.all(stage.map(run));
	failed.push(...results.filter((result) => !result.passed));
}
if (failed.length > 0) {
	for (const { name, output } of failed) {
		console.log(`\n=== once more, the end of what failed: ${name}\n${endOf(output)}`);
	}
	console.log(`\nFailed: ${failed.map(({ name }) => name).join(', ')}.`);
	process.exit(1);
}
console.log('\nEverything passed.');

/** Runs one check and prints its output when it is done, so that two checks side by side stay readable. */
async function run({ name, command }: Check): Promise<Result> {
	const startedAt = performance.now();
	const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
	const output: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
	console.log(`\n=== ${name}: ${code === 0 ? 'passed' : 'FAILED'} (${seconds} s)`);
	const text = Buffer.concat(output).toString('utf8');
	process.stdout.write(text);
	return { name, passed: code === 0, output: text };
}

/** The last lines of a check, where its tool sums up what failed: the checks after it have printed much by then. */
function endOf(output: string): string {
	return output.trimEnd().split('\n').slice(-80).join('\n');
}
