import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';
import { closeAfterTest } from '../relay/relay-world.ts';

/** Where its libraries are found, and nobody else builds to. */
const FOLDER = resolve('node_modules/.cache/assay-faults');

/** The relay as it ships, in a process of its own. */
export interface RelayProcess {
	readonly port: number;
	signal: (name: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => void;
	/** Its exit code, or the signal that ended it. */
	readonly ended: Promise<number | string>;
}

export async function buildRelay(): Promise<void> {
	mkdirSync(FOLDER, { recursive: true });
	await build({
		configFile: 'src/tools/node-programs.config.ts',
		logLevel: 'warn',
		build: { outDir: FOLDER }
	});
}

/** Starts it before `upstream`; `buildRelay` comes first. */
export async function startRelayProcess(
	upstream: string,
	{ port = 0, flags = [] }: { port?: number; flags?: readonly string[] } = {}
): Promise<RelayProcess> {
	const words = ['--port', String(port), '--upstream', upstream, '--log-level', 'silent', ...flags];
	const child = spawn(process.execPath, [`${FOLDER}/relay.js`, ...words], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = once(child, 'exit').then(
		([code, signal]: (number | string | null)[]) => code ?? signal ?? ''
	);
	closeAfterTest(() => {
		// A stopped process takes no other signal.
		child.kill('SIGKILL');
		return ended;
	});
	return { port: await portOf(child), signal: (name) => void child.kill(name), ended };
}

/** In the first address that it prints. */
async function portOf({ stdout }: ChildProcess): Promise<number> {
	let text = '';
	for await (const chunk of stdout ?? []) {
		text += String(chunk);
		const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
		if (port !== undefined) return Number(port);
	}
	throw new Error(`Expected a relay to print its address, got '${text}'`);
}
