import { build } from 'vite';
import { resolve } from 'node:path';

/** The script of a benchmark's page, with all that it imports. */
export async function bundle(input: string): Promise<string> {
	const result = await build({
		configFile: false,
		logLevel: 'warn',
		resolve: { alias: { '#lib': resolve('src/lib') } },
		build: {
			write: false,
			target: 'es2023',
			rolldownOptions: { input, output: { format: 'iife' } }
		}
	});
	const outputs = Array.isArray(result) ? result : [result];
	for (const output of outputs) {
		if (!('output' in output)) continue;
		const chunk = output.output.find((file) => file.type === 'chunk');
		if (chunk) return chunk.code;
	}
	throw new Error('Expected the bundler to give a script, got none');
}
