import { expect, test } from 'vitest';
import { bareLanguage } from './bare-language.ts';
import { codeFileName } from './code-file-name.ts';
import { loadLanguage } from './code-languages.ts';

test.each([
	['python', 'python'],
	['Python', 'python'],
	['{python}', 'python'],
	['{.python', 'python'],
	['python:main.py', 'python'],
	['src/app/main.ts', 'ts'],
	['js,title="a"', 'js'],
	['c++', 'c++'],
	['C#', 'c#'],
	['', '']
])('%j is %j', (info, name) => {
	expect(bareLanguage(info)).toBe(name);
});

test('code in a language that is named in another way has its colours and a file name', async () => {
	const python = await loadLanguage('py');
	expect(python).toBeDefined();
	expect(await loadLanguage('{python}')).toBe(python);
	expect(await loadLanguage('src/main.py')).toBe(python);
	expect(codeFileName('{python}')).toBe('code.py');
	expect(codeFileName('src/app.ts')).toBe('code.ts');
});
