import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEntities } from './decode-entities.ts';
import { safeLink } from './safe-link.ts';

test.each([
	['https://example.org', 'https://example.org/', 'example.org'],
	['HTTP://Example.ORG:8080/a?b#c', 'http://example.org:8080/a?b#c', 'example.org:8080'],
	['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC', 'xn--bcher-kva.example'],
	['http://127.0.0.1:1234/v1', 'http://127.0.0.1:1234/v1', '127.0.0.1:1234'],
	['mailto:jon@example.org', 'mailto:jon@example.org', 'jon@example.org'],
	['  https://example.org/a b ', 'https://example.org/a%20b', 'example.org']
])('%s may be opened', (address, href, display) => {
	expect(safeLink(address)).toEqual({ kind: 'link', href, display });
});

test.each([
	['a script', 'javascript:alert(1)'],
	['a script in capitals', 'JaVaScRiPt:alert(1)'],
	['a script after a space', ' javascript:alert(1)'],
	['a script after a control character', '\u0001javascript:alert(1)'],
	['a script split by a tab', 'java\tscript:alert(1)'],
	['a script split by a line break', 'java\nscript:alert(1)'],
	['a script that reads like a comment', 'javascript://example.org/%0Aalert(1)'],
	['a script with its colon written out', 'javascript&colon;alert(1)'],
	['a script with its colon as a number', 'javascript&#58;alert(1)'],
	['a script split by a written tab', 'java&#9;script:alert(1)'],
	['Visual Basic', 'vbscript:msgbox(1)'],
	['a page in an address', 'data:text/html,<script>alert(1)</script>'],
	['a blob', 'blob:https://example.org/1'],
	['a file', 'file:///etc/passwd'],
	['the inside of the browser', 'view-source:https://example.org'],
	['another program', 'ms-msdt:/id'],
	['an address without a scheme', '//example.org/a'],
	['an address behind backslashes', '\\\\example.org\\a'],
	['an address with backslashes', 'https:\\\\example.org'],
	['an address with one slash', 'https:/example.org'],
	['an address with three slashes', 'https:///example.org'],
	['a path', '/etc'],
	['a place on this page', '#facts'],
	['a name of a host', 'example.org'],
	['a host hidden behind a name', 'https://bank.example@evil.example/'],
	['a password', 'https://user:password@example.org'],
	['a tab in the middle', 'https://exam\tple.org'],
	['an invisible character', 'https://exam\u200bple.org'],
	['turned writing', 'https://example.org/\u202egpj.exe'],
	['no host', 'https://'],
	['no mailbox', 'mailto:'],
	['a port that is none', 'https://example.org:99999'],
	['nothing', '']
])('%s is only text', (_name, address) => {
	expect(safeLink(address)).toEqual({ kind: 'text' });
	expect(safeLink(decodeEntities(address))).toEqual({ kind: 'text' });
});

test('whatever is opened is http, https or mailto, and reads the same a second time', () => {
	const scheme = fc.constantFrom(
		'http://',
		'https://',
		'mailto:',
		'javascript:',
		'data:',
		'//',
		''
	);
	const address = fc.tuple(scheme, fc.string({ unit: 'binary' })).map((parts) => parts.join(''));
	fc.assert(
		fc.property(address, (written) => {
			const link = safeLink(written);
			const allowed = link.kind === 'text' || /^(?:https?:\/\/|mailto:)/.test(link.href);
			expect(allowed).toBe(true);
			if (link.kind === 'link') expect(safeLink(link.href)).toEqual(link);
		}),
		{ numRuns: 3000 }
	);
});
