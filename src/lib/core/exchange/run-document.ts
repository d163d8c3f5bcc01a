import { promptTexts } from '#lib/core/runs/receipt-parts.ts';
import type { RunFile } from '#lib/core/runs/run-files.ts';
import { escapeHtml, markdownHtml } from './markdown-html.ts';
import { createSecretRemover, type SecretRemover } from './without-secrets.ts';

export type RunDocumentKind = 'markdown' | 'json' | 'html';

/** The version of the JSON form; `docs/workspace-file.md` describes it. */
const VERSION = 1;

/**
 * A run as a file of its own: how it came about first, so that a part is never taken for a whole.
 *
 * @param secrets what must not be in it, wherever it came from
 */
export function runDocument(
	file: RunFile,
	kind: RunDocumentKind,
	secrets: readonly string[]
): { name: string; text: string; mediaType: string } {
	const stamp = new Date(file.run.started_at).toISOString().slice(0, 16).replaceAll(/[:T]/g, '-');
	const name = `${file.run.template}-${stamp}`;
	const remover = createSecretRemover(secrets);
	switch (kind) {
		case 'markdown':
			return {
				name: `${name}.md`,
				mediaType: 'text/markdown',
				text: remover.fromText(toMarkdown(file))
			};
		case 'json':
			return { name: `${name}.json`, mediaType: 'application/json', text: toJson(file, remover) };
		case 'html':
			return {
				name: `${name}.html`,
				mediaType: 'text/html',
				text: remover.fromText(toHtml(file))
			};
	}
}

function toMarkdown(file: RunFile): string {
	const facts = factsOf(file).map(([label, value]) => `- ${label}: ${value}`);
	return `# ${oneLine(file.run.title)}\n\n${facts.join('\n')}\n\n---\n\n${file.answer.text}\n`;
}

function toJson({ run, receipt, answer, content }: RunFile, remover: SecretRemover): string {
	const prompt = receipt.prompt && promptTexts(receipt.prompt, content);
	const whole = {
		format: 'assay-run',
		version: VERSION,
		run,
		receipt: { ...receipt, prompt },
		content,
		answer
	};
	return `${JSON.stringify(remover.fromValue(whole), null, 2)}\n`;
}

/** A page without scripts, that may load nothing. */
function toHtml(file: RunFile): string {
	const facts = factsOf(file)
		.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`)
		.join('');
	const title = escapeHtml(oneLine(file.run.title));
	const source =
		file.content === undefined
			? ''
			: `<details><summary>The text</summary><pre>${escapeHtml(file.content)}</pre></details>`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .875rem; }
dd { margin: 0; }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; }
th, td { padding: .25rem .5rem; border: 1px solid; text-align: start; }
</style>
</head>
<body>
<h1>${title}</h1>
<dl>${facts}</dl>
<h2>Answer</h2>
<main>
${markdownHtml(file.answer.text)}
</main>
${source}
</body>
</html>
`;
}

function factsOf({ run, receipt, answer, content }: RunFile): [string, string][] {
	const { meta, model, request, template } = receipt;
	const facts: [string, string | number | undefined][] = [
		[
			'Template',
			`${template?.title ?? run.template}${request?.template_source === undefined ? '' : ', edited'}`
		],
		['Model', meta?.model ?? run.model ?? 'the server’s choice'],
		['Quantisation', model?.quantization],
		['Date', new Date(run.started_at).toISOString()],
		['Source', run.source_name && oneLine(run.source_name)],
		['Part', partOf(request?.metadata?.['part'], content)],
		['Ending', ENDINGS[run.status]],
		['Damage', answer.isDamaged ? 'a part of the answer could not be read' : undefined],
		['Tokens read', meta?.usage?.input_tokens],
		['Tokens written', meta?.usage?.output_tokens],
		[
			'Warning',
			meta?.stats?.input_was_cut ? 'the server cut the text before the model read it' : undefined
		],
		['Content hash (SHA-256)', run.content_hash]
	];
	return facts.flatMap(([label, value]): [string, string][] =>
		value === undefined || value === '' ? [] : [[label, String(value)]]
	);
}

const ENDINGS: Record<RunFile['run']['status'], string> = {
	running: 'not ended yet',
	done: 'done',
	length: 'cut off at the answer limit',
	stopped: 'stopped',
	interrupted: 'interrupted',
	failed: 'failed'
};

function partOf(part: unknown, content: string | undefined): string | undefined {
	if (typeof part !== 'string') return 'the whole text';
	const length = content === undefined ? '' : `, ${content.length} characters`;
	return `${part === 'selection' ? 'the selected part' : 'the first part'} only${length}`;
}

/** A name may hold line breaks that would make new list items. */
function oneLine(text: string): string {
	return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
