import { expect, test } from 'vitest';
import { greeting, linkWithToken } from './greeting.ts';

const facts = {
	url: 'http://127.0.0.1:8787',
	upstream: 'http://127.0.0.1:1234',
	phoneUrls: [],
	token: undefined,
	isMadeUp: false,
	isBuilt: true
};

test('a relay for this computer says so, and how to change it', () => {
	const text = greeting(facts);
	expect(text).toContain('http://127.0.0.1:8787');
	expect(text).toContain('--host 0.0.0.0');
	expect(text).not.toContain('█');
});

test('a relay for others shows a link for each of its addresses, and a code of the first', () => {
	const text = greeting({
		...facts,
		phoneUrls: ['http://192.168.1.5:8787', 'http://10.0.0.7:8787'],
		token: 'a-token-that-lasts',
		isMadeUp: true,
		isBuilt: false
	});
	expect(text).toContain(linkWithToken('http://192.168.1.5:8787', 'a-token-that-lasts'));
	expect(text).toContain(linkWithToken('http://10.0.0.7:8787', 'a-token-that-lasts'));
	expect(text).toContain('█');
	expect(text).toContain('until the relay stops');
	expect(text).toContain('npm run build');
});

test('the token in a link is behind the #, where no server sees it', () => {
	const url = new URL(linkWithToken('http://192.168.1.5:8787', 'a-token-that-lasts'));
	expect(url.pathname + url.search).toBe('/');
	expect(url.hash).toContain('a-token-that-lasts');
});
