import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { resolve } from 'node:path';

/** What a page of a benchmark consists of. */
export interface Bundle {
	script: string;
	styles: string;
}

/** Bundles the page of a benchmark with what it imports of the program. */
export async function bundle(entry: string): Promise<Bundle> {
	const result = await build({
		configFile: false,
		logLevel: 'error',
		plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
		resolve: { alias: { '#lib': resolve('src/lib') } },
		worker: { format: 'iife' },
		build: {
			write: false,
			target: 'es2023',
			// Else the styles of what is imported later are left out, and with them all others.
			cssCodeSplit: false,
			rolldownOptions: { input: entry, output: { format: 'iife' } }
		}
	});
	const outputs = (Array.isArray(result) ? result : [result]).flatMap((output) =>
		'output' in output ? output.output : []
	);
	const script = outputs.find((file) => file.type === 'chunk')?.code;
	if (script === undefined) throw new Error('Expected the bundler to give a script, got none');
	const styles = outputs
		.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
		.map((file) => (file.type === 'asset' ? String(file.source) : ''));
	return { script, styles: styles.join('\n') };
}
