import { expect, test } from 'vitest';
import { originOf, readAddress } from './read-address.ts';

test.each([
	['http://127.0.0.1:1234', 'http://127.0.0.1:1234'],
	['  localhost:1234/ ', 'http://localhost:1234'],
	['http://localhost:1234/v1', 'http://localhost:1234'],
	['http://localhost:1234/api/v1/', 'http://localhost:1234'],
	['https://models.example/lab', 'https://models.example/lab'],
	['192.168.0.7:1234', 'http://192.168.0.7:1234']
])('reads %o as %o', (text, address) => {
	expect(readAddress(text)).toEqual({ address });
});

test('an empty text is no address', () => {
	expect(readAddress('   ')).toEqual({ address: undefined });
});

test.each([
	'ftp://host',
	'http://',
	'javascript:alert(1)',
	'http://me:secret@host',
	'http://host?q=1',
	'http://host#x'
])('refuses %o and says what an address looks like', (text) => {
	expect(readAddress(text)).toEqual({
		problem: `Expected an address such as http://127.0.0.1:1234, got “${text}”.`
	});
});

test('the origin of an address is its scheme, host and port', () => {
	expect(originOf('http://localhost:1234/lab')).toBe('http://localhost:1234');
});
