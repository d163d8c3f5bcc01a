import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AnswerView from './AnswerView.svelte';

/** What must not come out of an answer, whatever is in it: what loads, runs, submits, styles or embeds. */
const FORBIDDEN =
	'img, picture, source, svg:not([aria-hidden]), image, style, link, script, iframe, frame, object, embed, video, audio, ' +
	'track, form, textarea, select, base, meta, math, template, details, dialog, input:not([disabled]), ' +
	// The one above code is the page's own.
	'button:not([aria-label="Wrap long lines"]), ' +
	// A height that the page guesses is its own.
	'[style]:not([style^="contain-intrinsic-block-size: auto "]), ' +
	'[background], [srcset], [src], [onerror], [onload], [onclick], [onmouseover], [ping]';

/** An address of this very server, so that a request would be seen: the page's own record names each. */
const target = `${location.origin}/hostile-answer`;

/** Ways in which an answer may try to send something without a click. */
const LOADING = [
	'![a](URL)',
	'![a][r]\n\n[r]: URL',
	'![a]\n\n[a]: <URL> "title"',
	'[![a](URL)](URL)',
	'| ![a](URL) |\n|---|\n| <img src=URL> |',
	'> - ![a](URL)',
	'# ![a](URL)',
	'<img src="URL">',
	'text <img src=URL onerror=alert(1)> text',
	'<img srcset="URL 1x">',
	'<picture><source srcset="URL"><img></picture>',
	'<table background="URL"><tr><td>a</table>',
	'<div style="background:url(URL)">a</div>',
	'<style>@import "URL"; * { cursor: url(URL), auto }</style>',
	'<ul style="list-style-image:url(URL)"><li>a</ul>',
	'<svg><image href="URL"/><style>*{fill:url(URL)}</style></svg>',
	'<svg><filter><feImage href="URL"/></filter></svg>',
	'<video src="URL" poster="URL"></video>',
	'<audio src="URL" autoplay></audio>',
	'<input type="image" src="URL">',
	'<iframe src="URL"></iframe>',
	'<iframe srcdoc="<img src=URL>"></iframe>',
	'<object data="URL"></object><embed src="URL">',
	'<link rel="stylesheet" href="URL"><link rel="prefetch" href="URL">',
	'<script src="URL"></script>',
	'<base href="URL"><meta http-equiv="refresh" content="0;url=URL">',
	'<form action="URL"><input name="textContent" autofocus><button>a</button></form>',
	'&lt;img src="URL"&gt; and `<img src="URL">`',
	'```html\n<img src="URL"><script>fetch("URL")</script>\n```',
	'```"><img src="URL">\na\n```',
	'<math><mtext></form><form><mglyph><style></math><img src="URL">',
	'<!--><img src="URL">-->',
	'<a ping="URL" href="URL" onclick="alert(1)">a</a>'
].map((markdown) => markdown.replaceAll('URL', target));

/** Ways in which a click may be turned against the page, and what is to be read in place of a link. */
const LINKS = [
	['[a](javascript:alert(1))', 'a (javascript:alert(1))'],
	['[a](JAVASCRIPT:alert(1))', 'a (JAVASCRIPT:alert(1))'],
	['[a](java&#x0A;script:alert(1))', 'a (java\nscript:alert(1))'],
	['[a](<java\tscript:alert(1)>)', 'a (java\tscript:alert(1))'],
	['[a](javascript&colon;alert(1))', 'a (javascript&colon;alert(1))'],
	['[a](data:text/html;base64,PHNjcmlwdD4=)', 'a (data:text/html;base64,PHNjcmlwdD4=)'],
	['[a](vbscript:msgbox)', 'a (vbscript:msgbox)'],
	['[a](//evil.example)', 'a (//evil.example)'],
	['[a](\\\\evil.example)', 'a (\\evil.example)'],
	['[a](file:///etc/passwd)', 'a (file:///etc/passwd)'],
	['[a](https://bank.example@evil.example)', 'a (https://bank.example@evil.example)'],
	['<javascript:alert(1)>', 'javascript:alert(1)'],
	['[a][r]\n\n[r]: javascript:alert(1)', 'a (javascript:alert(1))'],
	['<a href="javascript:alert(1)">a</a>', '<a href="javascript:alert(1)">a</a>'],
	['[a]("onmouseover="alert(1)")', 'a ("onmouseover="alert(1)")']
];

test.each(LOADING)('makes nothing that loads of %s', async (markdown) => {
	const { container } = await render(AnswerView, { text: markdown });
	expect([...container.querySelectorAll(FORBIDDEN)].map((element) => element.outerHTML)).toEqual(
		[]
	);
	expect(container.textContent.trim()).not.toBe('');
});

test('shows the address of a linked picture within its link, and makes no second link of it', async () => {
	const { container } = await render(AnswerView, {
		text: '[![a *b*](https://picture.example/a.png)](https://link.example) [x <https://inner.example>](https://outer.example)'
	});
	expect(container.querySelectorAll('a a')).toHaveLength(0);
	expect(
		[...container.querySelectorAll('a')].map((link) => new URL(link.href).hostname)
	).not.toContain('picture.example');
	expect(container.querySelector('a')?.textContent.replace(/\s+/g, ' ')).toContain(
		'Image “a b”, not loaded: https://picture.example/a.png'
	);
});

test.each(LINKS)(
	'makes nothing that can be clicked of %s, but shows it',
	async (markdown, shown) => {
		const { container } = await render(AnswerView, { text: markdown });
		expect(container.querySelectorAll(`a, [href], ${FORBIDDEN}`)).toHaveLength(0);
		expect(container.textContent.trim()).toBe(shown);
	}
);

test('sends nothing, while the page would notice if it did', async () => {
	await render(AnswerView, { text: LOADING.join('\n\n'), reasoning: LOADING.join('\n\n') });
	await render(AnswerView, { text: LOADING.join('\n\n'), isStreaming: true });
	const image = new Image();
	const settled = new Promise((resolve) => (image.onload = image.onerror = resolve));
	image.src = `${target}?control`;
	await settled;
	const requested = performance
		.getEntriesByType('resource')
		.map((entry) => entry.name)
		.filter((name) => name.startsWith(target));
	expect(requested).toEqual([`${target}?control`]);
});

test('never takes the text of an answer for a property of the page', async () => {
	const { container } = await render(AnswerView, {
		text: '# getElementById\n\n[constructor][__proto__] [x][toString]\n\n[__proto__]: https://a.example'
	});
	expect(container.querySelectorAll('[id], [name]')).toHaveLength(0);
	expect(container.querySelectorAll('a')).toHaveLength(1);
});

/** Formulas that reach out of their place. */
const COVERING = [
	'\\kern{-5.2em}\\colorbox{white}{\\text{(good.example)}\\kern{2em}}',
	'\\hspace{-9em}\\colorbox{white}{\\phantom{mmmmmmmmmmmm}}',
	'\\mathllap{\\colorbox{white}{\\phantom{mmmmmmmmmmmm}}}',
	'\\raisebox{2em}{\\colorbox{white}{\\phantom{mmmmmmmmmmmm}}}'
];

test.each(COVERING)('the formula %s covers nothing but its own place', async (tex) => {
	const screen = await render(AnswerView, {
		text: `Words above, so that there is a line.\n[https://bank.example](https://evil.example/a)$${tex}$`
	});
	await expect
		.poll(() => screen.container.querySelectorAll('math'), { timeout: 30_000 })
		.toHaveLength(1);
	const place = screen.container.querySelector('.formula')?.getBoundingClientRect();
	const answer = screen.container.getBoundingClientRect();
	for (let x = answer.left + 1; x < answer.right; x += 4) {
		for (let y = answer.top + 1; y < answer.bottom; y += 4) {
			const isInPlace =
				place &&
				x > place.left - 3 &&
				x < place.right + 3 &&
				y > place.top - 3 &&
				y < place.bottom + 3;
			if (isInPlace) continue;
			expect(document.elementFromPoint(x, y)?.closest('math, .formula')).toBeNull();
		}
	}
});
