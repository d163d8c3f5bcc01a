import { describe, expect, test } from 'vitest';
import { createTokenCheck, mayFollow, readTokenLines } from './tokens.ts';

const hash = (text: string) => new TextEncoder().encode(text);
const ports = {
	hash,
	isSame: (a: Uint8Array, b: Uint8Array) => a.join() === b.join(),
	now: () => 1000
};

describe('a file of tokens', () => {
	test('names users, expiries and channels, all but the token left out at will', () => {
		const lines = readTokenLines(
			'# who may\n\nanna token-of-anna-and-her-phone 2027-01-01T00:00:00Z home,team-*\nben token-of-ben-alone - home\nlonely-token-of-nobody # a guest\n',
			hash
		);
		expect(lines.map(({ hash: _hash, ...rest }) => rest)).toEqual([
			{ user: 'anna', expiresAt: Date.UTC(2027, 0, 1), channels: ['home', 'team-*'] },
			{ user: 'ben', expiresAt: undefined, channels: ['home'] },
			{ user: 'token-5', expiresAt: undefined, channels: undefined }
		]);
	});

	test.each([
		['anna short', 'a token of at least 16 characters in line 1'],
		['\nanna token-of-anna-and-her soon', 'an ISO date as expiry in line 2'],
		['a secret-of-somebody-long - c and more', "'NAME TOKEN EXPIRY CHANNELS' in line 1"]
	])('%j is refused by line, without its token', (text, sentence) => {
		expect(() => readTokenLines(text, hash)).toThrow(sentence);
		expect(() => readTokenLines(text, hash)).toThrow(
			expect.objectContaining({ message: expect.not.stringContaining('secret') as string })
		);
	});
});

test('a token that has run out is as unknown as one that never was', () => {
	const check = createTokenCheck(
		[
			{ user: 'anna', hash: hash('valid'), expiresAt: 1001 },
			{ user: 'ben', hash: hash('over'), expiresAt: 1000 }
		],
		ports
	);
	expect(check('valid')?.user).toBe('anna');
	expect(check('over')).toBeUndefined();
	expect(check('')).toBeUndefined();
});

test.each([
	[undefined, 'any', true],
	[['home'], 'home', true],
	[['home'], 'homes', false],
	[['team-*'], 'team-a', true],
	[['team-*'], 'teams', false],
	[[], 'home', false]
])('channels %j let into %s: %s', (channels, channel, may) => {
	expect(mayFollow({ user: 'u', expiresAt: undefined, channels }, channel)).toBe(may);
});
