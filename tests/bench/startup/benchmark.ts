import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildAll } from '../../../src/tools/build-all.ts';
import { serveSite } from '../../../src/tools/serve-site.ts';
import { median, type Benchmark } from '../figure.ts';
import { visitFirst } from './first-visit.ts';

const RUNS = 5;
const EMPTY_PAGE = resolve('tests/bench/startup/empty');

/**
 * The brotli bytes of the scripts that the first route loads within five seconds, and the time until its text box can be
 * written in, over that of a SvelteKit page with nothing but a text box. Both are built anew and visited in turn.
 */
export const benchmark: Benchmark = async () => {
	await buildAll();
	buildEmptyPage();
	const ours = await serveSite({ folder: 'build', host: '127.0.0.1', port: 0 });
	const empty = await serveSite({ folder: join(EMPTY_PAGE, 'build'), host: '127.0.0.1', port: 0 });
	try {
		const { scriptBytes } = await visitFirst(ours.url, true);
		const pairs: { ours: number; empty: number }[] = [];
		for (let run = 0; run < RUNS; run += 1) {
			const floor = await visitFirst(empty.url, false);
			const own = await visitFirst(ours.url, false);
			pairs.push({ ours: own.interactiveMs, empty: floor.interactiveMs });
		}
		const bytes = Object.values(scriptBytes).reduce((sum, size) => sum + size, 0);
		const largest = Object.entries(scriptBytes)
			.toSorted(([, a], [, b]) => b - a)
			.slice(0, 6)
			.map(([name, size]) => `${name.split('/').at(-1) ?? name} ${(size / 1000).toFixed(1)} KB`);
		return {
			notes: [
				`scripts, largest first: ${largest.join(', ')}`,
				`interactive: ours ${median(pairs.map((pair) => pair.ours)).toFixed(0)} ms, empty page ${median(pairs.map((pair) => pair.empty)).toFixed(0)} ms`,
				`assay.html: ${(statSync('build/assay.html').size / 1000).toFixed(0)} KB`
			],
			figures: [
				{ label: 'scripts of the first route', value: bytes / 1000, unit: 'KB brotli', budget: 60 },
				{
					label: 'time to interactive',
					value: median(pairs.map((pair) => pair.ours / pair.empty)),
					unit: '× an empty SvelteKit page',
					budget: 1.5
				}
			]
		};
	} finally {
		await ours.close();
		await empty.close();
	}
};

function buildEmptyPage(): void {
	const vite = join(
		dirname(createRequire(import.meta.url).resolve('vite/package.json')),
		'bin',
		'vite.js'
	);
	execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: EMPTY_PAGE });
}
