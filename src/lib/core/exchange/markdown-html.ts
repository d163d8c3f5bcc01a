/** Markdown as HTML text, for files only: the page itself never makes HTML from strings. */
import type { Block, Inline, List, Table } from '#lib/core/markdown/block.ts';
import { parseMarkdown } from '#lib/core/markdown/parse-markdown.ts';

/** A text as HTML that shows it. */
export function escapeHtml(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
}

/** Renders an answer. Raw HTML in it is shown as text, and pictures stay addresses. */
export function markdownHtml(text: string): string {
	return parseMarkdown(text).map(blockHtml).join('\n');
}

function blockHtml(block: Block): string {
	switch (block.type) {
		case 'heading': {
			// The file's own headings come above those of the answer.
			const level = Math.min(6, block.level + 2);
			return `<h${level}>${inlinesHtml(block.content)}</h${level}>`;
		}
		case 'paragraph':
			return `<p>${inlinesHtml(block.content)}</p>`;
		case 'list':
			return listHtml(block);
		case 'code':
			return `<pre><code>${escapeHtml(block.chunks.join(''))}</code></pre>`;
		case 'quote':
			return `<blockquote>${block.blocks.map(blockHtml).join('')}</blockquote>`;
		case 'table':
			return tableHtml(block);
		case 'rule':
			return '<hr>';
		case 'math':
			return `<pre>${escapeHtml(block.text)}</pre>`;
		case 'note':
			return `<div><b>[${escapeHtml(block.label)}]</b>${block.blocks.map(blockHtml).join('')}</div>`;
		case 'group':
			return block.blocks.map(blockHtml).join('');
		case 'plain':
			return `<pre>${escapeHtml(block.chunks.join(''))}</pre>`;
	}
}

function listHtml({ start, items }: List): string {
	const inner = items
		.map(({ isDone, blocks }) => {
			const box = isDone === undefined ? '' : isDone ? '☑ ' : '☐ ';
			return `<li>${box}${blocks.map(blockHtml).join('')}</li>`;
		})
		.join('');
	return start === undefined ? `<ul>${inner}</ul>` : `<ol start="${start}">${inner}</ol>`;
}

function tableHtml({ columns, rows }: Table): string {
	const head = columns.map(({ heading }) => `<th>${inlinesHtml(heading)}</th>`).join('');
	const body = rows
		.map((cells) => `<tr>${cells.map((cell) => `<td>${inlinesHtml(cell)}</td>`).join('')}</tr>`)
		.join('');
	return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function inlinesHtml(content: readonly Inline[]): string {
	return content.map(inlineHtml).join('');
}

function inlineHtml(inline: Inline): string {
	switch (inline.type) {
		case 'text':
			return escapeHtml(inline.text);
		case 'strong':
			return `<strong>${inlinesHtml(inline.content)}</strong>`;
		case 'emphasis':
			return `<em>${inlinesHtml(inline.content)}</em>`;
		case 'strike':
			return `<s>${inlinesHtml(inline.content)}</s>`;
		case 'code':
		case 'math':
			return `<code>${escapeHtml(inline.text)}</code>`;
		case 'footnote':
			return `<sup>[${escapeHtml(inline.label)}]</sup>`;
		case 'link': {
			const shown = inline.showsAddress ? '' : ` (${escapeHtml(inline.display)})`;
			return `<a href="${escapeHtml(inline.href)}" rel="noreferrer noopener">${inlinesHtml(inline.content)}</a>${shown}`;
		}
		case 'image':
			return `[${escapeHtml(inline.description)}: ${escapeHtml(inline.address)}]`;
		case 'break':
			return '<br>';
	}
}
