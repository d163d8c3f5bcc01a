/** `npm start`: builds, then serves the app on http://localhost:4173 with the simulator beside it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startSimulator } from '../simulator/simulator.ts';
import { buildAll } from './build-all.ts';
import { serveSite, type Site } from './serve-site.ts';
import { withSimulator } from './with-simulator.ts';

const PORT = 4173;
/** Never 1234: that is the port which LM Studio will want. */
const SIMULATOR_PORT = 4174;

await buildAll();
const simulator = await firstFree(SIMULATOR_PORT, (port) =>
	startSimulator({ port, tokensPerSecond: 60 })
);
const site: Site = await firstFree(PORT, (port) =>
	serveSite({ folder: 'build', host: '127.0.0.1', port, simulator: simulator.url })
);
// The single file, opened by double click, falls back on the same simulator while this runs.
const singleFile = join('build', 'assay.html');
await writeFile(singleFile, withSimulator(await readFile(singleFile, 'utf8'), simulator.url));

console.log(`
  Assay runs at      ${site.url}
  or double-click    ${resolve(singleFile)}

  It uses LM Studio where that answers on http://127.0.0.1:1234 (with CORS on:
  Developer → Server Settings → Enable CORS, or \`lms server start --cors\`).
  Until then it uses the simulator on ${simulator.url}, which is no language model.

  Ctrl+C stops both.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		void Promise.all([site.close(), simulator.close()]).then(() => process.exit(0));
	});
}

/** Starts on the given port, or on the next free one where that is taken. */
async function firstFree<Started>(
	port: number,
	start: (port: number) => Promise<Started>
): Promise<Started> {
	for (let next = port; ; next += 1) {
		try {
			return await start(next);
		} catch (error) {
			const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
			if (!isTaken || next >= port + 20) throw error;
			console.log(`Port ${next} is taken; trying ${next + 1}.`);
		}
	}
}
