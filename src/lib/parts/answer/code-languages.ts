import type { StreamParser } from '@codemirror/streamparser';
import { bareLanguage } from './bare-language.ts';

type Load = () => Promise<StreamParser<unknown>>;

const clike = () => import('@codemirror/legacy-modes/mode/clike');
const javascript = () => import('@codemirror/legacy-modes/mode/javascript');
const xml = () => import('@codemirror/legacy-modes/mode/xml');

/** The languages that models write most, by the names they put after the fence. Each is loaded when it first occurs. */
const LANGUAGES = new Map<string, Load>(
	(
		[
			['js javascript jsx mjs cjs node', async () => (await javascript()).javascript],
			['ts typescript tsx', async () => (await javascript()).typescript],
			['json jsonc json5 jsonl', async () => (await javascript()).json],
			['c h', async () => (await clike()).c],
			['cpp c++ cc hpp', async () => (await clike()).cpp],
			['java', async () => (await clike()).java],
			['cs csharp c#', async () => (await clike()).csharp],
			['kotlin kt', async () => (await clike()).kotlin],
			['scala', async () => (await clike()).scala],
			['dart', async () => (await clike()).dart],
			['objectivec objective-c objc', async () => (await clike()).objectiveC],
			['html htm vue svelte', async () => (await xml()).html],
			['xml svg', async () => (await xml()).xml],
			['css', async () => (await import('@codemirror/legacy-modes/mode/css')).css],
			['scss', async () => (await import('@codemirror/legacy-modes/mode/css')).sCSS],
			['py python', async () => (await import('@codemirror/legacy-modes/mode/python')).python],
			[
				'sh bash shell zsh console',
				async () => (await import('@codemirror/legacy-modes/mode/shell')).shell
			],
			[
				'powershell ps1 pwsh',
				async () => (await import('@codemirror/legacy-modes/mode/powershell')).powerShell
			],
			['sql', async () => (await import('@codemirror/legacy-modes/mode/sql')).standardSQL],
			['yaml yml', async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml],
			['toml', async () => (await import('@codemirror/legacy-modes/mode/toml')).toml],
			[
				'ini properties env',
				async () => (await import('@codemirror/legacy-modes/mode/properties')).properties
			],
			['rs rust', async () => (await import('@codemirror/legacy-modes/mode/rust')).rust],
			['go golang', async () => (await import('@codemirror/legacy-modes/mode/go')).go],
			['rb ruby', async () => (await import('@codemirror/legacy-modes/mode/ruby')).ruby],
			['swift', async () => (await import('@codemirror/legacy-modes/mode/swift')).swift],
			['perl pl', async () => (await import('@codemirror/legacy-modes/mode/perl')).perl],
			['haskell hs', async () => (await import('@codemirror/legacy-modes/mode/haskell')).haskell],
			['julia jl', async () => (await import('@codemirror/legacy-modes/mode/julia')).julia],
			['groovy gradle', async () => (await import('@codemirror/legacy-modes/mode/groovy')).groovy],
			['matlab octave', async () => (await import('@codemirror/legacy-modes/mode/octave')).octave],
			['tex latex', async () => (await import('@codemirror/legacy-modes/mode/stex')).stex],
			['nginx', async () => (await import('@codemirror/legacy-modes/mode/nginx')).nginx],
			[
				'proto protobuf',
				async () => (await import('@codemirror/legacy-modes/mode/protobuf')).protobuf
			],
			['lua', async () => (await import('@codemirror/legacy-modes/mode/lua')).lua],
			['r', async () => (await import('@codemirror/legacy-modes/mode/r')).r],
			['diff patch', async () => (await import('@codemirror/legacy-modes/mode/diff')).diff],
			[
				'dockerfile docker',
				async () => (await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile
			]
		] satisfies [string, Load][]
	).flatMap(([names, load]) => names.split(' ').map((name) => [name, load] as const))
);

/** The parser of a language by the name after its fence; `undefined` for one that is not known. */
export async function loadLanguage(name: string): Promise<StreamParser<unknown> | undefined> {
	return LANGUAGES.get(bareLanguage(name))?.();
}
