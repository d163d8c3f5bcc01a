import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { SCENARIOS } from './scenarios.ts';

test('without words it starts on its own port', () => {
	expect(readCommandLine([])).toEqual({ action: 'start', options: { port: 4174 } });
});

test('every flag sets its option, in either form', () => {
	const words =
		'--port 8000 --host=0.0.0.0 --cors off --token sk-lm-a:b --scenario=crlf --tokens-per-second 12.5 ' +
		'--jit off --auto-evict on --api 0.3 --context-length 8192 --load-seconds 0';
	expect(readCommandLine(words.split(' '))).toEqual({
		action: 'start',
		options: {
			port: 8000,
			host: '0.0.0.0',
			cors: 'off',
			token: 'sk-lm-a:b',
			scenario: 'crlf',
			tokensPerSecond: 12.5,
			jit: false,
			autoEvict: true,
			api: '0.3',
			contextLength: 8192,
			loadSeconds: 0
		}
	});
});

test.each([
	['--speed 9', /^Expected a flag, got '--speed'\. There are: --port, --host, .*, --help$/],
	['4174', /^Expected a flag, got '4174'/],
	['--port', /^Expected a value after --port \(N\), got nothing$/],
	['--port 99999', /^Expected --port to be a number from 0 to 65535; got '99999'$/],
	['--port=', /got ''$/],
	['--cors maybe', /^Expected --cors to be on or off; got 'maybe'$/],
	['--api 1', /^Expected --api to be 0\.4, 0\.3, openai; got '1'$/],
	['--scenario x', /^Expected --scenario to be one of: unauthorized, not-lmstudio, .*; got 'x'$/]
])('%s is refused with what there is', (line, message) => {
	const command = readCommandLine(line.split(' '));
	expect(command).toEqual({ action: 'refuse', message: expect.stringMatching(message) as unknown });
});

test('help lists every flag and every scenario', () => {
	const command = readCommandLine(['--port', '1', '--help']);
	const text = command.action === 'help' ? command.text : '';
	const names = SCENARIOS.map(({ name }) => name);
	expect(names.filter((name) => !text.includes(`  ${name} `))).toEqual([]);
	expect(text).toContain('--tokens-per-second N');
});
