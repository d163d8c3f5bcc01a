import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test as base, type World } from './world.ts';

/** A relay as its own program, before the simulator of the test. It serves the app, too. */
export interface RelayProcess {
	/** Where it is, and the app with it. */
	url: string;
	port: number;
	/** Ends it without a goodbye. */
	kill: () => Promise<void>;
	/** Starts it anew where it was. */
	restart: () => Promise<void>;
}

export type StartRelay = (...flags: string[]) => Promise<RelayProcess>;

/** Tests with relays of their own; each is stopped with its test. */
export const test = base.extend<World & { startRelay: StartRelay }>({
	startRelay: async ({ simulator }, use) => {
		const running = new Set<ChildProcess>();

		async function start(port: number, flags: readonly string[]) {
			const child = spawn(process.execPath, [
				'dist/relay.js',
				...['--port', String(port), '--upstream', simulator.url, '--log-level', 'silent'],
				...flags
			]);
			running.add(child);
			return { child, url: await addressOf(child) };
		}

		async function end(child: ChildProcess) {
			running.delete(child);
			if (child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		}

		await use(async (...flags) => {
			let current = await start(0, flags);
			const { url } = current;
			const port = Number(new URL(url).port);
			return {
				url,
				port,
				kill: () => end(current.child),
				async restart() {
					current = await start(port, flags);
				}
			};
		});
		for (const child of running) await end(child);
	}
});

export { expect } from '@playwright/test';

/** The address that a relay prints when it is ready. */
function addressOf(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let output = '';
		const listen = (chunk: Buffer) => {
			output += chunk.toString();
			const url = /runs at\s+(http:\/\/\S+)/.exec(output)?.[1];
			if (url !== undefined) resolve(url);
		};
		child.stdout?.on('data', listen);
		child.stderr?.on('data', listen);
		child.once('exit', () => reject(new Error(`Expected the relay to start, got: ${output}`)));
	});
}
