/** `npm run relay`: the relay as a program. It says where it is, and stops on Ctrl+C once answers have ended. */
import { errorText } from '#lib/core/error-text.ts';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readCommandLine, type RelaySettings } from './command-line.ts';
import { isLoopback } from './gate.ts';
import { greeting } from './greeting.ts';
import { isEverywhere } from './own-names.ts';
import { startRelay, type Relay } from './start-relay.ts';

const USAGE_ERROR = 2;

const command = readCommandLine(process.argv.slice(2), process.env);
switch (command.action) {
	case 'help':
		print(command.text);
		break;
	case 'refuse':
		process.stderr.write(`${command.message}\n`);
		process.exitCode = USAGE_ERROR;
		break;
	case 'start':
		await start(command.settings);
}

async function start(settings: RelaySettings): Promise<void> {
	try {
		const { tokens, isMadeUp } = tokensOf(settings);
		const relay = await startRelay({
			...settings,
			tokens,
			tokenLines:
				settings.tokenFile === undefined ? undefined : readFileSync(settings.tokenFile, 'utf8'),
			logger: pino({ level: settings.logLevel }, pino.destination(2))
		});
		print(
			greeting({
				url: relay.url,
				upstream: settings.upstream,
				phoneUrls: isLoopback(settings.host) ? [] : addresses(settings, relay),
				token: tokens[0],
				isMadeUp,
				isBuilt: existsSync(join(settings.site, 'index.html'))
			})
		);
		stopOnSignal(relay);
	} catch (error) {
		process.stderr.write(`${reasonOf(error, settings)}\n`);
		process.exitCode = 1;
	}
}

/** Others can reach it and nobody said how to keep them out: a token that lasts as long as this process. */
function tokensOf({ host, tokens, tokenFile }: RelaySettings) {
	const isMadeUp = tokens.length === 0 && tokenFile === undefined && !isLoopback(host);
	return { isMadeUp, tokens: isMadeUp ? [randomBytes(24).toString('base64url')] : tokens };
}

/** Where other devices find it. */
function addresses({ host }: RelaySettings, { url, port }: Relay): string[] {
	if (!isEverywhere(host)) return [url];
	return Object.values(networkInterfaces())
		.flatMap((list) => list ?? [])
		.filter(({ family, internal }) => family === 'IPv4' && !internal)
		.map(({ address }) => `http://${address}:${port}`);
}

function stopOnSignal(relay: Relay) {
	let isStopping = false;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			// Whoever asks twice does not want to wait.
			if (isStopping) process.exit(1);
			isStopping = true;
			void relay.drain().then(() => process.exit(0));
		});
	}
}

function reasonOf(error: unknown, { host, port }: RelaySettings): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') {
		return `Port ${port} on ${host} is in use by another program. Choose another one with --port, or stop that program.`;
	}
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
		return `This machine has no address ${host}. Choose another one with --host.`;
	}
	return errorText(error);
}

function print(text: string) {
	process.stdout.write(`${text}\n`);
}
