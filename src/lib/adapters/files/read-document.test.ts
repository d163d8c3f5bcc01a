import { describe, expect, test } from 'vitest';
import { locate } from '#lib/core/documents/location-map.ts';
import { FileReadError } from './file-read-error.ts';
import { readDocument } from './read-document.ts';

function read(name: string, content: BlobPart) {
	return readDocument(new File([content], name), () => undefined);
}

/** The place of a word in a file, as `row 3`. */
async function placeOf(word: string, name: string, content: BlobPart): Promise<string> {
	const { text, map } = await read(name, content);
	expect(text).toContain(word);
	const { unit, number } = locate(map, text.indexOf(word));
	return `${unit} ${number}`;
}

test.each([
	['notes.txt', 'one\r\ntwo\rthe pump\n', 'line 3'],
	['main.rs', 'fn main() {\n\tpump();\n}\n', 'line 2'],
	['readme.md', '# Title\n\nThe pump.\n', 'line 3'],
	['data.json', '{\n\t"name": "pump"\n}\n', 'line 2'],
	['log.jsonl', '{"id":1}\n{"name":"pump"}\n', 'line 2'],
	['table.csv', 'name;note\nvalve;"two\nlines"\npump;new\n', 'row 3'],
	['table.tsv', 'name\tnote, long\nvalve\told\npump\tnew\n', 'row 3'],
	['page.html', '<p>first</p>\n<script>pump()</script>\n<p>The <b>pump</b></p>', 'line 3']
])('knows where in %s a word stands', async (name, content, place) => {
	expect(await placeOf('pump', name, content)).toBe(place);
});

test('a quoted cell with line feeds is one row, and the text is that of the file', async () => {
	const csv = 'a,b\n"x\n\ny",2\n\n3,4\n';
	const { text, map, warnings } = await read('t.csv', csv);
	expect({ text, warnings }).toEqual({ text: csv, warnings: [] });
	expect(['a,b', 'x', 'y"', '3,4'].map((word) => locate(map, text.indexOf(word)).number)).toEqual([
		1, 2, 2, 4
	]);
});

test('a table whose rows differ is read, with a word about it', async () => {
	const { warnings } = await read('t.csv', 'a,b\n1,2,3\n4,5\n6\n');
	expect(warnings).toEqual(['Rows 2, 4 have another number of cells than the first row.']);
});

test('an empty table is an empty text', async () => {
	const { text, map } = await read('t.csv', '');
	expect([text, locate(map, 0).number]).toEqual(['', 1]);
});

test('lines that are no JSON are named and kept', async () => {
	const { text, warnings } = await read('t.jsonl', '{}\nnot json\n[1]\n{]\n');
	expect(text).toBe('{}\nnot json\n[1]\n{]\n');
	expect(warnings).toEqual(['Lines 2, 4 are no valid JSON. What stands there was kept as it is.']);
});

describe('a web page', () => {
	const textOf = async (html: string) => (await read('page.html', html)).text;

	test('is read as a person reads it', async () => {
		const html = `<!doctype html><html><head><title>Harbour</title><style>p { color: red }</style></head>
<body><h2>What   happened</h2><p>The pump&nbsp;lost <b>pres</b>sure &amp; stopped.</p>
<ul><li>first</li><li><p>second</p></li></ul>
<table><tr><th>a</th> <th>b</th></tr><tr><td>1</td><td></td><td>3</td></tr></table>
<pre>  kept
    as it is</pre>line<br>break <img alt="a picture"></body></html>`;
		expect(await textOf(html)).toBe(
			'Harbour\n\n## What happened\n\nThe pump\u00a0lost pressure & stopped.\n\n- first\n- second\n\na | b\n1 |  | 3\n\n  kept\n    as it is\n\nline\nbreak a picture'
		);
	});

	test('gives nothing away of what is hidden, or would run', async () => {
		const html =
			'seen<script>bad1</script><p hidden>bad2</p><div style="x:y; display: none">bad3<p>bad4</p></div><noscript>bad5</noscript><svg><text>bad6</text></svg> too';
		expect(await textOf(html)).toBe('seen too');
	});

	test('may be broken anywhere', async () => {
		const html = '<p>a<b>b</p><td>c</td></div>d<script>e';
		for (let end = 0; end <= html.length; end += 1) {
			expect(typeof (await textOf(html.slice(0, end)))).toBe('string');
		}
	});

	test('may be nested very deep', async () => {
		expect(await textOf(`${'<div>'.repeat(20_000)}deep`)).toBe('deep');
	});
});

test('a page that names its encoding is read by it, without a warning', async () => {
	const bytes = Uint8Array.from('<meta charset="iso-8859-2"><p>\u00b1', (c) => c.charCodeAt(0));
	const { text, encoding, warnings } = await read('page.html', bytes);
	expect({ text, encoding, warnings }).toEqual({ text: 'ą', encoding: 'iso-8859-2', warnings: [] });
});

test('a text whose encoding was guessed says so', async () => {
	const { warnings } = await read('old.txt', new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
	expect(warnings[0]).toMatch(/does not say how it is encoded/);
});

test.each([
	['old.doc', '\u00d0\u00cf\u0011', 'unsupported', /old\.doc, an old Word file/],
	['book.xlsx', 'PK\u0003\u0004', 'unsupported', /an Excel file/],
	['all.zip', 'PK\u0003\u0004', 'unsupported', /a packed archive/],
	['fake.pdf', 'no pdf at all', 'damaged', /does not begin like one/],
	['picture.png', '\u0089PNG\u0000\u0000', 'binary', /binary data/]
])('%s is refused with a sentence', async (name, content, code, message) => {
	const error: unknown = await read(name, content).catch((error: unknown) => error);
	if (!(error instanceof FileReadError)) throw new Error('Expected a FileReadError, got another');
	expect(error.code).toBe(code);
	expect(error.message).toMatch(message);
	expect(error.suggestion).not.toBe('');
});
