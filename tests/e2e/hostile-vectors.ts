/**
 * What an answer, a file or a server may try with words alone: the ways in which rendered Markdown and HTML have loaded
 * something without a click, and the classics that run a script. Every address begins with `target`; every script would set
 * the page's title to `taken`.
 */
export function hostileVectors(target: string): string[] {
	const run = "document.title='taken'";
	return [
		// Pictures and other media, as Markdown and as HTML.
		'![a](URL)',
		'![a][r]\n\n[r]: URL',
		'[![a](URL)](URL)',
		'<img src="URL">',
		'<img srcset="URL 1x">',
		'<picture><source srcset="URL"><img></picture>',
		'<input type="image" src="URL">',
		'<video src="URL"></video>',
		'<video poster="URL"></video>',
		'<audio src="URL" autoplay></audio>',
		'<table background="URL"><tr><td>a</table>',
		// Styles.
		'<div style="background:url(URL)">a</div>',
		'<style>@import "URL"; *{background:url(URL)}</style>',
		'<p style="cursor:url(URL),auto">a</p>',
		'<ul style="list-style-image:url(URL)"><li>a</ul>',
		'<p style="content:url(URL)">a</p>',
		'<p style="background:image-set(\'URL\' 1x)">a</p>',
		// Vector graphics.
		'<svg><image href="URL"/></svg>',
		'<svg><filter id="f"><feImage href="URL"/></filter></svg>',
		'<svg><style>*{fill:url(URL)}</style></svg>',
		'<svg><use href="URL#a"/></svg>',
		// Documents and resources.
		'<iframe src="URL"></iframe>',
		'<iframe srcdoc="<img src=URL>"></iframe>',
		'<object data="URL"></object><embed src="URL">',
		'<link rel="stylesheet" href="URL"><link rel="prefetch" href="URL"><link rel="preconnect" href="URL">',
		'<script src="URL"></script>',
		'<meta http-equiv="refresh" content="0;url=URL"><base href="URL">',
		'<form action="URL"><input name="attributes" autofocus><button>a</button></form>',
		'<track src="URL"><bgsound src="URL">',
		'<script type="speculationrules">{"prefetch":[{"urls":["URL"]}]}</script>',
		'<a href="URL" ping="URL">a</a>',
		// Scripts.
		'<script>RUN</script>',
		'<img src=x onerror="RUN">',
		'<svg onload="RUN"></svg>',
		'<svg><script>RUN</script></svg>',
		'<body onload="RUN"><details open ontoggle="RUN">a</details>',
		'<input autofocus onfocus="RUN">',
		'<iframe src="javascript:RUN"></iframe>',
		'[a](javascript:RUN) <javascript:RUN>',
		'[a](JaVaScRiPt&colon;RUN) [a](java&#x0A;script:RUN)',
		'[a](data:text/html,<script>RUN</script>)',
		'<math><mtext><table><mglyph><style><img src=x onerror="RUN"></style></mglyph></table></mtext></math>',
		'<noscript><p title="</noscript><img src=x onerror=RUN>"></noscript>',
		'</textarea></title></style></script><img src=x onerror="RUN">',
		'"><img src=x onerror="RUN"> \'onmouseover=\'RUN',
		'{@html "<img src=x onerror=RUN>"} {{constructor.constructor("RUN")()}} ${RUN}',
		'$\\href{javascript:RUN}{a} \\includegraphics{URL} \\htmlData{a=URL}{b} \\url{URL}$',
		'```html\n<img src="URL" onerror="RUN">\n```',
		'```"><img src="URL" onerror="RUN">\na\n```'
	].map((vector) => vector.replaceAll('URL', target).replaceAll('RUN', run));
}
