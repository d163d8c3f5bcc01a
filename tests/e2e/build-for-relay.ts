import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Builds the single file for a relay, as `PUBLIC_ASSAY_RELAY_URL` says, beside the build that the other tests use.
 *
 * @returns the folder that can be served
 */
export async function buildFor(relayUrl: string): Promise<string> {
	const child = spawn(
		process.execPath,
		['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'],
		{
			stdio: 'inherit',
			env: { ...process.env, ASSAY_SINGLE_FILE: '1', PUBLIC_ASSAY_RELAY_URL: relayUrl }
		}
	);
	await once(child, 'exit');
	if (child.exitCode !== 0) throw new Error('Expected the build to succeed');
	return '.svelte-kit/single-file-site';
}
