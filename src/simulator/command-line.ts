import type { ApiLevel, SimulatorOptions } from './options.ts';
import { findScenario, SCENARIOS } from './scenarios.ts';

/** What the words after the command come down to. */
export type CommandLine =
	| { action: 'start'; options: SimulatorOptions }
	| { action: 'help'; text: string }
	/** `message` tells what was wrong and what there is instead. */
	| { action: 'refuse'; message: string };

interface Flag {
	name: string;
	/** How its value is shown in the help. */
	value: string;
	about: string;
	/** The options it sets, or what was expected instead of the value. */
	read: (value: string) => SimulatorOptions | { expected: string };
}

const FLAGS: readonly Flag[] = [
	{
		name: 'port',
		value: 'N',
		about: 'Port to listen on (4174)',
		read: (value) => number(value, 0, 65_535, (port) => ({ port }))
	},
	{
		name: 'host',
		value: 'ADDRESS',
		about: 'Address to listen on (127.0.0.1)',
		read: (host) => (host === '' ? { expected: 'an address' } : { host })
	},
	{
		name: 'cors',
		value: 'on|off',
		about: 'Whether other origins may read the answers (on)',
		read: (value) => isOn(value, (on) => ({ cors: on ? 'on' : 'off' }))
	},
	{
		name: 'token',
		value: 'sk-lm-…',
		about: 'Ask every request for this token',
		read: (token) => (token === '' ? { expected: 'a token' } : { token })
	},
	{
		name: 'scenario',
		value: 'NAME',
		about: 'Behave in one of the ways below',
		read: (scenario) =>
			findScenario(scenario) ? { scenario } : { expected: `one of: ${scenarioNames()}` }
	},
	{
		name: 'tokens-per-second',
		value: 'N',
		about: 'Speed of the answers (60)',
		read: (value) => number(value, 0.1, 1_000_000, (tokensPerSecond) => ({ tokensPerSecond }))
	},
	{
		name: 'jit',
		value: 'on|off',
		about: 'Whether a request loads the model it names (on)',
		read: (value) => isOn(value, (jit) => ({ jit }))
	},
	{
		name: 'auto-evict',
		value: 'on|off',
		about: 'Whether a model loaded so replaces the last one loaded so (on)',
		read: (value) => isOn(value, (autoEvict) => ({ autoEvict }))
	},
	{
		name: 'api',
		value: '0.4|0.3|openai',
		about: 'Version of LM Studio, or /v1 alone (0.4)',
		read: (value) => {
			const api = API_LEVELS.find((level) => level === value);
			return api ? { api } : { expected: API_LEVELS.join(', ') };
		}
	},
	{
		name: 'context-length',
		value: 'N',
		about: 'Context that chat models are loaded with (4096)',
		read: (value) => number(value, 1, 10_000_000, (contextLength) => ({ contextLength }))
	},
	{
		name: 'load-seconds',
		value: 'N',
		about: 'Time that loading a model takes (1.2)',
		read: (value) => number(value, 0, 3600, (loadSeconds) => ({ loadSeconds }))
	}
];

const API_LEVELS: readonly ApiLevel[] = ['0.4', '0.3', 'openai'];
const DEFAULT_PORT = 4174;

/** Reads the words after the command: `--name value` or `--name=value`, in any order, the last of a name counts. */
export function readCommandLine(words: readonly string[]): CommandLine {
	let options: SimulatorOptions = { port: DEFAULT_PORT };
	for (let at = 0; at < words.length; at += 1) {
		const word = words[at] ?? '';
		if (word === '--help' || word === '-h') return { action: 'help', text: helpText() };
		const [, name = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
		const flag = FLAGS.find((it) => it.name === name);
		if (!flag) return refuse(`Expected a flag, got '${word}'. There are: ${flagNames()}, --help`);
		if (inline === undefined) at += 1;
		const value = inline ?? words[at];
		if (value === undefined) {
			return refuse(`Expected a value after --${name} (${flag.value}), got nothing`);
		}
		const read = flag.read(value);
		if ('expected' in read) {
			return refuse(`Expected --${name} to be ${read.expected}; got '${value}'`);
		}
		options = { ...options, ...read };
	}
	return { action: 'start', options };
}

function refuse(message: string): CommandLine {
	return { action: 'refuse', message };
}

function number(
	value: string,
	least: number,
	most: number,
	use: (value: number) => SimulatorOptions
): SimulatorOptions | { expected: string } {
	const parsed = value.trim() === '' ? NaN : Number(value);
	const isFit = parsed >= least && parsed <= most;
	return isFit ? use(parsed) : { expected: `a number from ${least} to ${most}` };
}

function isOn(
	value: string,
	use: (on: boolean) => SimulatorOptions
): SimulatorOptions | { expected: string } {
	if (value !== 'on' && value !== 'off') return { expected: 'on or off' };
	return use(value === 'on');
}

function flagNames(): string {
	return FLAGS.map(({ name }) => `--${name}`).join(', ');
}

function scenarioNames(): string {
	return SCENARIOS.map(({ name }) => name).join(', ');
}

function helpText(): string {
	return [
		"Assay's simulator of LM Studio. It speaks its HTTP API, and answers without a language model.",
		'',
		'npm run simulator -- [flags]',
		'',
		...rows(FLAGS.map(({ name, value, about }) => [`--${name} ${value}`, about])),
		...rows([['--help', 'This text']]),
		'',
		'Scenarios:',
		'',
		...rows(SCENARIOS.map(({ name, about }) => [name, about]))
	].join('\n');
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
	return pairs.map(([left, right]) => `  ${left.padEnd(32)}${right}`);
}
