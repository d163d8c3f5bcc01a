import adapter from '@sveltejs/adapter-static';

/** One HTML file that opens from disk, instead of a site with split bundles. */
const singleFile = process.env['ASSAY_SINGLE_FILE'] === '1';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: {
		runes: true
	},
	kit: {
		outDir: singleFile ? '.svelte-kit/single-file' : '.svelte-kit',
		adapter: adapter({ pages: singleFile ? '.svelte-kit/single-file-site' : 'build' }),
		router: { type: 'hash' },
		output: { bundleStrategy: singleFile ? 'inline' : 'split' },
		csp: {
			mode: 'hash',
			// docs/decisions/content-security-policy.md gives the reason of each line.
			directives: {
				'default-src': ['none'],
				// Kit appends the hashes; with an empty list nothing but the hashed script runs.
				'script-src': singleFile ? ['wasm-unsafe-eval'] : ['self', 'wasm-unsafe-eval'],
				'style-src': singleFile ? [] : ['self'],
				'style-src-elem': singleFile ? [] : ['self'],
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['data:', 'blob:'],
				'font-src': ['data:'],
				'media-src': ['blob:'],
				'worker-src': ['blob:'],
				// Wide until the page has read which servers the user chose; see adapters/browser/narrow-connections.ts.
				'connect-src': ['self', 'http:', 'https:', 'ws:', 'wss:'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['none'],
				'require-trusted-types-for': ['script'],
				'trusted-types': ['svelte-trusted-html', 'default']
			}
		}
	}
};
