/**
 * The name of a language in what stands after a fence, in small letters: models add the name of a file, a title or brackets.
 * `{.python .numberLines}`, `python:main.py` and `src/main.py` are `python` or `py`.
 */
export function bareLanguage(info: string): string {
	const name = info
		.toLowerCase()
		.replace(/^[{.]+/, '')
		.replace(/[}:,=].*$/, '');
	return name.slice(name.lastIndexOf('.') + 1);
}
