import { bareLanguage } from './bare-language.ts';

/** How files of a language end, where that is not the name after the fence itself. */
const ENDINGS = new Map([
	['javascript', 'js'],
	['typescript', 'ts'],
	['python', 'py'],
	['bash', 'sh'],
	['shell', 'sh'],
	['zsh', 'sh'],
	['console', 'txt'],
	['powershell', 'ps1'],
	['csharp', 'cs'],
	['c#', 'cs'],
	['c++', 'cpp'],
	['kotlin', 'kt'],
	['rust', 'rs'],
	['ruby', 'rb'],
	['golang', 'go'],
	['perl', 'pl'],
	['haskell', 'hs'],
	['julia', 'jl'],
	['latex', 'tex'],
	['matlab', 'm'],
	['octave', 'm'],
	['objc', 'm'],
	['protobuf', 'proto'],
	['markdown', 'md'],
	['yaml', 'yml'],
	['text', 'txt'],
	['', 'txt']
]);

/** A name for a file with code of a language, whatever a model calls it. */
export function codeFileName(language: string): string {
	const name = bareLanguage(language);
	const ending = ENDINGS.get(name) ?? name;
	return `code.${/^[a-z0-9]{1,8}$/.test(ending) ? ending : 'txt'}`;
}
