import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/**
 * Builds the programs that run our core in Node, into `dist/`. They need Vite because `.prompt` files load by
 * `import.meta.glob`, and because Node 20 runs no TypeScript.
 */
export default defineConfig({
	resolve: { alias: { '#lib': resolve('src/lib') } },
	publicDir: false,
	build: {
		ssr: true,
		outDir: 'dist',
		target: 'node20',
		rolldownOptions: {
			input: {
				'check-lmstudio': 'src/tools/check-lmstudio.ts',
				relay: 'src/relay/main.ts'
			}
		}
	}
});
