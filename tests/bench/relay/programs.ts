/** The processes of this benchmark: the relay as it ships, the floor, and the load on either. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { build } from 'vite';
import type { Report, Task } from './load.ts';
import type { Resource } from './probe.ts';

const FOLDER = resolve('node_modules/.cache/assay-bench-relay');

/** A server under measurement, in a process of its own. */
export interface ServerProcess {
	readonly url: string;
	measure: (resource: Resource) => Promise<number>;
	stop: () => Promise<void>;
}

/** The process that speaks to the servers. */
export interface LoadProcess {
	/** Where it answers as a model server. */
	readonly upstream: string;
	run: (task: Task) => Promise<Report>;
	stop: () => Promise<void>;
}

/** Builds the relay by its own configuration, and the rest of the programs beside it. */
export async function buildPrograms(): Promise<void> {
	const options = { logLevel: 'warn', build: { outDir: FOLDER } } as const;
	await build({ ...options, configFile: 'src/tools/node-programs.config.ts' });
	const names = ['floor', 'probe', 'load'];
	await build({
		configFile: false,
		logLevel: 'warn',
		publicDir: false,
		resolve: { alias: { '#lib': resolve('src/lib') } },
		build: {
			ssr: true,
			outDir: FOLDER,
			emptyOutDir: false,
			target: 'node20',
			rolldownOptions: {
				input: Object.fromEntries(names.map((name) => [name, `tests/bench/relay/${name}.ts`]))
			}
		}
	});
}

/** As `npm run relay` starts it. */
const RELAY_FLAGS = ['--max-semi-space-size=1'];

/** Starts the relay before `upstream`. It makes frames of pieces as they come, or the floor would have more to do. */
export function startRelayProcess(upstream: string): Promise<ServerProcess> {
	const words = [
		...['--port', '0', '--upstream', upstream, '--log-level', 'silent'],
		...['--gather-characters', '1', '--connections', '5000', '--waiting-of-address', '5000']
	];
	return startServer('relay', words, RELAY_FLAGS);
}

export function startFloorProcess(): Promise<ServerProcess> {
	return startServer('floor', []);
}

async function startServer(
	name: string,
	words: string[],
	flags: readonly string[] = []
): Promise<ServerProcess> {
	const child = fork(`${FOLDER}/${name}.js`, words, {
		execArgv: [...flags, '--import', `${FOLDER}/probe.js`],
		stdio: ['ignore', 'pipe', 'inherit', 'ipc']
	});
	return {
		url: await urlIn(child),
		async measure(resource) {
			child.send(resource);
			const [value] = (await once(child, 'message')) as [number];
			return value;
		},
		stop: () => end(child)
	};
}

export async function startLoadProcess(): Promise<LoadProcess> {
	const child = fork(`${FOLDER}/load.js`, [], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
	return {
		upstream: await urlIn(child),
		async run(task) {
			child.send(task);
			const [report] = (await once(child, 'message')) as [Report];
			return report;
		},
		stop: () => end(child)
	};
}

/** The first address that a process prints: its own. */
async function urlIn(child: ChildProcess): Promise<string> {
	if (!child.stdout) throw new Error('Expected a process with output');
	let text = '';
	for await (const chunk of child.stdout) {
		text += String(chunk);
		const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
		if (url !== undefined) return url;
	}
	throw new Error(`Expected a process to print its address, got '${text}'`);
}

async function end(child: ChildProcess): Promise<void> {
	const exited = once(child, 'exit');
	child.kill('SIGKILL');
	await exited;
}
