import { expect, test } from 'vitest';
import type { RunFile } from '#lib/core/runs/run-files.ts';
import { RunId, StoredRun } from '#lib/core/runs/run-records.ts';
import { runDocument } from './run-document.ts';

function fileWith(text: string, fields: Partial<RunFile> = {}): RunFile {
	return {
		run: StoredRun.parse({
			type: 'run',
			id: 'run-1',
			workspace: 'first',
			title: 'A <b>report</b>\n# with a line break',
			is_pinned: false,
			status: 'interrupted',
			template: 'summary_brief',
			model: 'llama-3.2-3b-instruct',
			started_at: Date.UTC(2026, 4, 3, 10, 20),
			seen_at: 0,
			answer_length: text.length,
			excerpt: ''
		}),
		receipt: {
			type: 'receipt',
			id: RunId.parse('run-1'),
			prompt: [{ role: 'user', parts: ['Read: ', null] }],
			model: { key: 'llama', display_name: 'Llama', quantization: 'Q4_K_M' }
		},
		answer: { text, reasoning: '', isDamaged: false },
		content: 'The text.',
		...fields
	};
}

test('Markdown says first how the answer came about, so that a part is not taken for a whole', () => {
	const { name, text } = runDocument(fileWith('The answer.'), 'markdown', []);
	expect(name).toBe('summary_brief-2026-05-03-10-20.md');
	expect(text.split('---')[0]).toContain('- Ending: interrupted');
	expect(text).toMatch(/^# A <b>report<\/b> # with a line break\n\n- Template: summary_brief\n/);
	expect(text).toMatch(/\nThe answer\.\n$/);
});

test('JSON holds the whole run, with the prompt as it was sent', () => {
	const { text } = runDocument(fileWith('The answer.'), 'json', []);
	expect(JSON.parse(text)).toMatchObject({
		format: 'assay-run',
		version: 1,
		content: 'The text.',
		answer: { text: 'The answer.' },
		receipt: { prompt: [{ role: 'user', text: 'Read: The text.' }] }
	});
});

test('the page of a hostile answer runs and loads nothing', () => {
	const hostile = [
		'<script>alert(1)</script>',
		'<img src=x onerror=alert(1)>',
		'![pixel](https://evil.test/p.png)',
		'[a](javascript:alert(1))',
		'`</code><script>`',
		'| a |\n| - |\n| <svg onload=alert(1)> |'
	].join('\n\n');
	const { text } = runDocument(fileWith(hostile, { content: '</pre><script>' }), 'html', []);
	expect(text).toContain("default-src 'none'");
	expect(text).not.toMatch(/<(script|img|svg|iframe)/i);
	expect(text).not.toMatch(/href="javascript:/i);
	expect(text).toContain('<h1>A &lt;b&gt;report&lt;/b&gt; # with a line break</h1>');
});

test('the page shows what Markdown says', () => {
	const { text } = runDocument(
		fileWith(
			'## Head\n\n- [x] **done**\n- ~~old~~ *new*\n\n3. three\n\n> quote\n\n---\n\n```js\na < b\n```'
		),
		'html',
		[]
	);
	expect(text).toContain('<h4>Head</h4>');
	expect(text).toContain('<li>☑ <p><strong>done</strong></p></li>');
	expect(text).toContain('<s>old</s> <em>new</em>');
	expect(text).toContain('<ol start="3">');
	expect(text).toContain('<blockquote><p>quote</p></blockquote>');
	expect(text).toContain('<pre><code>a &lt; b</code></pre>');
});

test.each(['markdown', 'json', 'html'] as const)('no token is in %s', (kind) => {
	const token = 'sk-very-secret';
	const { text } = runDocument(fileWith(`Bearer ${token}, ${btoa(token)}`), kind, [token]);
	expect(text).not.toContain(token);
	expect(text).not.toContain(btoa(token));
	expect(text).toContain('[token removed]');
});
