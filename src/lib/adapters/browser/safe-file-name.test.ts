import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileName } from './safe-file-name.ts';

test.each([
	['report.md', 'report.md'],
	['Übersicht – 2. Teil.txt', 'Übersicht – 2. Teil.txt'],
	['../../etc/passwd', 'passwd'],
	['C:\\Users\\me\\notes.txt', 'notes.txt'],
	['a\u0000b\nc\u007f.txt', 'abc.txt'],
	['invoice\u202efdp.exe', 'invoicefdp.exe'],
	['what? "this": <that>|*.txt', 'what this that.txt'],
	['.hidden', 'hidden'],
	['name. . ', 'name'],
	['con.txt', '_con.txt'],
	['NUL', '_NUL'],
	['console.txt', 'console.txt'],
	['', 'assay'],
	['..', 'assay'],
	['folder/', 'assay']
])('makes %j safe as %j', (name, safe) => {
	expect(safeFileName(name)).toBe(safe);
});

test('shortens the middle and keeps the extension', () => {
	expect(safeFileName(`${'x'.repeat(200)}.json`)).toBe(`${'x'.repeat(115)}.json`);
	expect(safeFileName(`${'x'.repeat(114)}😀yyyy.json`)).toBe(`${'x'.repeat(114)}.json`);
});

test('makes any name safe, and leaves a safe one alone', () => {
	const part = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.constantFrom('/', '\\', '.', ' ', 'con', '\u202e', '\ud800', 'x'.repeat(119))
	);
	fc.assert(
		fc.property(fc.array(part), (parts) => {
			const safe = safeFileName(parts.join(''));
			expect(safe).toMatch(/^[^\p{Cc}\p{Cs}/\\<>:"|?*]{1,120}$/u);
			expect(safe).not.toMatch(/^[.\s]|[.\s]$/);
			expect(safe.length).toBeLessThanOrEqual(120);
			expect(safeFileName(safe)).toBe(safe);
		}),
		{ numRuns: 1000 }
	);
});
