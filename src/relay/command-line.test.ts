import { describe, expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const settingsOf = (words: string[], environment: Record<string, string> = {}) => {
	const line = readCommandLine(words, environment);
	if (line.action !== 'start') throw new Error(`Expected a start, got ${line.action}`);
	return line.settings;
};

describe('npm run relay', () => {
	test('without words serves this computer before LM Studio', () => {
		expect(settingsOf([])).toMatchObject({
			port: 8787,
			host: '127.0.0.1',
			upstream: 'http://127.0.0.1:1234',
			tokens: [],
			allowFileOrigin: false,
			limits: {}
		});
	});

	test('takes what may be given several times, in both ways of writing it', () => {
		expect(
			settingsOf([
				'--origin',
				'https://a.example',
				'--origin=https://b.example',
				'--allow-file-origin',
				'--port',
				'0'
			])
		).toMatchObject({
			origins: ['https://a.example', 'https://b.example'],
			allowFileOrigin: true,
			port: 0
		});
	});

	test('takes tokens from the environment', () => {
		expect(
			settingsOf([], { ASSAY_RELAY_TOKEN: 'for-clients', ASSAY_UPSTREAM_TOKEN: 'for-lm-studio' })
		).toMatchObject({ tokens: ['for-clients'], upstreamToken: 'for-lm-studio' });
	});

	test('has an option for every duration and limit', () => {
		const words = Object.keys(DEFAULT_LIMITS).flatMap((key) => [
			`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
			'7'
		]);
		const sevens = Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((key) => [key, 7]));
		expect(settingsOf(words).limits).toEqual(sevens);
	});

	test.each([
		[['--prot', '1'], "Expected a flag, got '--prot'. See --help"],
		[['--port'], 'Expected a value after --port (N), got nothing'],
		[['--port', '70000'], "Expected --port N: Port to listen on (8787); got '70000'"],
		[['--upstream', 'ftp://x'], "got 'ftp://x'"],
		[['--origin', 'https://a.example/path'], "got 'https://a.example/path'"],
		[['--drain-ms', '-1'], "got '-1'"]
	])('%j is refused with what was expected', (words, sentence) => {
		const line = readCommandLine(words, {});
		expect(line.action === 'refuse' ? line.message : line.action).toContain(sentence);
	});

	test('repeats no token, whatever is wrong with it', () => {
		const line = readCommandLine(['--token', ''], {});
		expect(line).toEqual({
			action: 'refuse',
			message: expect.not.stringContaining('got') as string
		});
	});
});
