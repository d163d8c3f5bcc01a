import { join, resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** What the first page starts from: the app's own modules, and those that Kit makes. */
const ROOTS = [
	'src/routes/+layout.svelte',
	'src/routes/+page.svelte',
	'src/routes/+error.svelte',
	'.svelte-kit/generated/client-optimized/app.js',
	'node_modules/@sveltejs/kit/src/runtime/client/entry.js'
];

/** Svelte, Kit, and what these two are made of. */
const ALLOWED = /node_modules\/(?:svelte|@sveltejs\/kit|esm-env|devalue|clsx)\//;

/**
 * Puts all that the first page starts with into one script: many small ones are asked for one after another, and each is
 * compressed without knowing the others.
 *
 * The build fails where a library has come to be in it. That happens by a single import in a module that the first page
 * uses, and nobody would see it but by a slower start.
 */
export function firstRouteChunk(): Plugin {
	let root = process.cwd();
	let first: ReadonlySet<string> | undefined;

	return {
		name: 'first-route-chunk',
		apply: 'build',
		config: (_, { isSsrBuild }) =>
			isSsrBuild
				? {}
				: {
						build: {
							rolldownOptions: {
								output: {
									codeSplitting: {
										groups: [{ name: (id, context) => (isFirst(id, context) ? 'first' : null) }]
									}
								}
							}
						}
					},
		configResolved(config) {
			root = config.root;
		},
		buildStart() {
			first = undefined;
		}
	};

	function isFirst(id: string, context: Rolldown.ChunkingContext): boolean {
		first ??= closureOf(context);
		// What the bundler itself adds is needed first of all.
		return first.has(id) || id.endsWith('rolldown/runtime.js');
	}

	function closureOf(context: Rolldown.ChunkingContext): ReadonlySet<string> {
		const found = new Set<string>();
		const waiting = ROOTS.map((path) => resolve(join(root, path)));
		for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
			if (found.has(id)) continue;
			const info = context.getModuleInfo(id);
			if (!info) continue;
			found.add(id);
			if (id.includes('node_modules/') && !ALLOWED.test(id)) {
				throw new Error(
					`Expected the first page to start without libraries, got ${id}, imported by ${info.importers.join(' and ')}: import it when it is needed`
				);
			}
			waiting.push(...info.importedIds);
		}
		return found;
	}
}
