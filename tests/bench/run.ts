/**
 * `npm run bench -- NAME [--check]`: runs one benchmark and prints its figures, the ratios last. With `--check` it exits 1
 * when a figure misses its budget. Ratios are taken within one run, against a floor that shares none of our code.
 */
import { ensureChromium } from '../support/ensure-chromium.ts';
import type { Benchmark } from './figure.ts';

const BENCHMARKS: Record<string, () => Promise<{ benchmark: Benchmark }>> = {
	peers: () => import('./peers/benchmark.ts'),
	pipeline: () => import('./pipeline/benchmark.ts'),
	fence: () => import('./fence/benchmark.ts'),
	json: () => import('./json/benchmark.ts'),
	markdown: () => import('./markdown/benchmark.ts'),
	reading: () => import('./reading/benchmark.ts'),
	relay: () => import('./relay/benchmark.ts'),
	startup: () => import('./startup/benchmark.ts'),
	storage: () => import('./storage/benchmark.ts'),
	stream: () => import('./stream/benchmark.ts')
};

const [name = '', ...flags] = process.argv.slice(2);
const load = BENCHMARKS[name];
if (!load) {
	console.error(
		`Expected the name of a benchmark (${Object.keys(BENCHMARKS).join(', ')}), got '${name}'.`
	);
	process.exit(2);
}

process.env['ASSAY_CHROMIUM'] = ensureChromium();
const { benchmark } = await load();
const { notes, figures } = await benchmark();
for (const note of notes) console.log(note);
for (const { label, value, unit, budget } of figures) {
	console.log(`${name} ${label}: ${value.toFixed(2)} ${unit} (budget ≤ ${budget})`);
}
const missed = figures.filter(({ value, budget }) => value > budget);
if (flags.includes('--check') && missed.length > 0) process.exit(1);
