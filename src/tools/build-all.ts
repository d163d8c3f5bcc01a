import { spawn } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { firstPageLinks } from './first-page-links.ts';

const require = createRequire(import.meta.url);

/**
 * Builds the site and the single file. The two are separate builds of the same sources: they differ in how Kit bundles
 * the scripts, and so in the hashes of their security policies.
 *
 * @throws when a build fails; its output has been printed by then
 */
export async function buildAll(): Promise<void> {
	await rm('build', { recursive: true, force: true });
	await runVite({ ASSAY_SINGLE_FILE: '0' });
	await linkFirstPage();
	await runVite({ ASSAY_SINGLE_FILE: '1' });
	await copyFile(
		join('.svelte-kit', 'single-file-site', 'index.html'),
		join('build', 'assay.html')
	);
}

/** Of Kit's numbers, 1 is the page for what there is not, which it loads at every start, and 2 the first page. */
async function linkFirstPage(): Promise<void> {
	const page = join('build', 'index.html');
	const nodes = await readdir(join('build', '_app', 'immutable', 'nodes'));
	const first = nodes.filter((name) => /^[12]\.[^.]*\.js$/.test(name));
	await writeFile(page, firstPageLinks(await readFile(page, 'utf8'), first));
}

/** Vite in a process of its own: Kit reads its configuration once per process. */
function runVite(environment: Record<string, string>): Promise<void> {
	const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
			stdio: 'inherit',
			env: { ...process.env, ...environment }
		});
		child.once('error', reject);
		child.once('exit', (code) => {
			if (code === 0) resolve();
			else reject(new Error(`Expected the build to succeed, got exit code ${code ?? 'none'}`));
		});
	});
}
