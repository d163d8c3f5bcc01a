import { build } from 'vite';

/** Builds the relay as `npm run relay` does, before the first test: Node runs it from there. */
export default async function buildRelay(): Promise<void> {
	await build({ configFile: 'src/tools/node-programs.config.ts', logLevel: 'warn' });
}
