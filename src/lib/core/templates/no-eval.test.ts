import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { builtinSources } from './builtin-sources.ts';
import { createTemplateLibrary } from './template-library.ts';

const variables = { content: 'Text', question: 'Why?', instruction: 'Count.', focus: 'names' };

/** Runs in Node without code generation: tells whether eval works there, and what the library renders. */
const program = `
	const [libraryUrl, sourcesUrl, variables] = process.argv.slice(1);
	const { createTemplateLibrary } = await import(libraryUrl);
	const { builtinSources } = await import(sourcesUrl);
	const library = createTemplateLibrary(builtinSources);
	const input = { variables: JSON.parse(variables), metadata: { domain: 'law' } };
	let evaluated = 'works';
	try {
		new Function('return 1')();
	} catch (error) {
		evaluated = error.name;
	}
	const rendered = library.list().map(({ id }) => [id, library.render(id, input)]);
	console.log(JSON.stringify({ evaluated, rendered }));
`;

async function bundle(folder: string): Promise<void> {
	const entry = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
	await build({
		configFile: false,
		logLevel: 'error',
		ssr: { noExternal: true },
		build: {
			ssr: true,
			outDir: folder,
			rolldownOptions: {
				input: {
					'template-library': entry('template-library'),
					'builtin-sources': entry('builtin-sources')
				},
				output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' }
			}
		}
	});
}

test('reads and renders every template where eval is forbidden', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'assay-templates-'));
	try {
		await bundle(folder);
		const url = (name: string) => pathToFileURL(join(folder, `${name}.mjs`)).href;
		const { stdout } = await promisify(execFile)(process.execPath, [
			'--disallow-code-generation-from-strings',
			'--input-type=module',
			'--eval',
			program,
			url('template-library'),
			url('builtin-sources'),
			JSON.stringify(variables)
		]);
		const library = createTemplateLibrary(builtinSources);
		const input = { variables, metadata: { domain: 'law' } };
		expect(JSON.parse(stdout)).toEqual({
			evaluated: 'EvalError',
			rendered: library.list().map(({ id }) => [id, library.render(id, input)])
		});
	} finally {
		await rm(folder, { recursive: true });
	}
}, 60_000);
