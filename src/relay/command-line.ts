import { DEFAULT_LIMITS, type RelayLimits } from './limits.ts';

/** What the relay is started with, as the words after the command say. */
export interface RelaySettings {
	port: number;
	host: string;
	upstream: string;
	upstreamToken: string | undefined;
	tokens: string[];
	tokenFile: string | undefined;
	origins: string[];
	hosts: string[];
	allowFileOrigin: boolean;
	site: string;
	logLevel: string;
	limits: Partial<RelayLimits>;
}

/** What the words after the command come down to. */
export type CommandLine =
	| { action: 'start'; settings: RelaySettings }
	| { action: 'help'; text: string }
	/** `message` tells what was wrong and what there is instead. */
	| { action: 'refuse'; message: string };

interface Flag {
	name: string;
	/** How its value is shown in the help; absent: it takes none. */
	value?: string;
	about: string;
	/** Puts the value into the settings; `false` where it does not fit. */
	use: (settings: RelaySettings, value: string) => boolean;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

const FLAGS: readonly Flag[] = [
	{ name: 'port', value: 'N', about: 'Port to listen on (8787)', use: takePort },
	{
		name: 'host',
		value: 'ADDRESS',
		about: 'Address to listen on (127.0.0.1); any other asks for a token',
		use: text((settings, host) => (settings.host = host))
	},
	{
		name: 'upstream',
		value: 'URL',
		about: "LM Studio's server (http://127.0.0.1:1234)",
		use: takeUpstream
	},
	{
		name: 'upstream-token',
		value: 'TOKEN',
		about: "LM Studio's token, or ASSAY_UPSTREAM_TOKEN; it stays in the relay",
		use: text((settings, token) => (settings.upstreamToken = token))
	},
	{
		name: 'token',
		value: 'TOKEN',
		about: 'A token for clients, or ASSAY_RELAY_TOKEN; may be given several times',
		use: text((settings, token) => settings.tokens.push(token))
	},
	{
		name: 'token-file',
		value: 'FILE',
		about: 'Tokens, one a line: NAME TOKEN, or NAME TOKEN EXPIRY',
		use: text((settings, file) => (settings.tokenFile = file))
	},
	{
		name: 'origin',
		value: 'ORIGIN',
		about: 'Origin of a page served elsewhere; may be given several times',
		use: takeOrigin
	},
	{
		name: 'allow-host',
		value: 'NAME',
		about: 'Another name of this relay, without a port; may be given several times',
		use: text((settings, host) => settings.hosts.push(host))
	},
	{
		name: 'allow-file-origin',
		about: 'Lets the app opened from disk connect; needs a token',
		use(settings) {
			settings.allowFileOrigin = true;
			return true;
		}
	},
	{
		name: 'site',
		value: 'FOLDER',
		about: 'The built app (build)',
		use: text((settings, folder) => (settings.site = folder))
	},
	{
		name: 'log-level',
		value: 'LEVEL',
		about: `${LOG_LEVELS.join(', ')} (info)`,
		use(settings, level) {
			settings.logLevel = level;
			return LOG_LEVELS.includes(level);
		}
	},
	...limitFlags()
];

/** Every limit is a flag of the same name, in words. */
function limitFlags(): Flag[] {
	return Object.entries(DEFAULT_LIMITS).map(([key, standard]) => ({
		name: key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
		value: 'N',
		about: `See limits in docs/relay.md (${String(standard)})`,
		use(settings, value) {
			const number = value.trim() === '' ? NaN : Number(value);
			settings.limits = { ...settings.limits, [key]: number };
			return number > 0 && number < Number.MAX_SAFE_INTEGER;
		}
	}));
}

function text(put: (settings: RelaySettings, value: string) => unknown): Flag['use'] {
	return (settings, value) => {
		put(settings, value);
		return value !== '';
	};
}

function takePort(settings: RelaySettings, value: string): boolean {
	settings.port = value.trim() === '' ? NaN : Number(value);
	return Number.isInteger(settings.port) && settings.port >= 0 && settings.port <= 65_535;
}

function takeUpstream(settings: RelaySettings, value: string): boolean {
	settings.upstream = value;
	return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function takeOrigin(settings: RelaySettings, value: string): boolean {
	settings.origins.push(value);
	return URL.canParse(value) && new URL(value).origin === value;
}

/**
 * Reads the words after the command, and the tokens in the environment, which other users of this computer do not see as
 * they see a command line.
 */
export function readCommandLine(
	words: readonly string[],
	environment: Readonly<Record<string, string | undefined>>
): CommandLine {
	const settings: RelaySettings = {
		port: 8787,
		host: '127.0.0.1',
		upstream: 'http://127.0.0.1:1234',
		upstreamToken: environment['ASSAY_UPSTREAM_TOKEN'],
		tokens: environment['ASSAY_RELAY_TOKEN'] ? [environment['ASSAY_RELAY_TOKEN']] : [],
		tokenFile: undefined,
		origins: [],
		hosts: [],
		allowFileOrigin: false,
		site: 'build',
		logLevel: 'info',
		limits: {}
	};
	for (let at = 0; at < words.length; at += 1) {
		const word = words[at] ?? '';
		if (word === '--help' || word === '-h') return { action: 'help', text: helpText() };
		const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
		const flag = FLAGS.find((it) => it.name === name);
		if (!flag) return refuse(`Expected a flag, got '${word}'. See --help`);
		if (flag.value !== undefined && inline === undefined) at += 1;
		const value = inline ?? (flag.value === undefined ? '' : words[at]);
		if (value === undefined) {
			return refuse(`Expected a value after --${name} (${flag.value ?? ''}), got nothing`);
		}
		if (!flag.use(settings, value)) {
			// A token is never repeated, so no value of a flag about tokens is.
			const got = name.includes('token') ? '' : `; got '${value}'`;
			return refuse(`Expected --${name} ${flag.value ?? ''}: ${flag.about}${got}`);
		}
	}
	return { action: 'start', settings };
}

function refuse(message: string): CommandLine {
	return { action: 'refuse', message };
}

function helpText(): string {
	const rows = FLAGS.map(({ name, value, about }) => [`--${name} ${value ?? ''}`, about] as const);
	return [
		"Assay's relay: serves the app, and its services over WebSocket, beside LM Studio.",
		'',
		'npm run relay -- [flags]',
		'',
		...[...rows, ['--help', 'This text'] as const].map(
			([left, right]) => `  ${left.padEnd(32)}${right}`
		)
	].join('\n');
}
