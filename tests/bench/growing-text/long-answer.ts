/** Made-up answers with what models write: headings, marked words, lists, tables, code, quotes and mathematics. */

const WORDS =
	'the of pressure valve and server to log after request a in measured queue when failed is retry between minutes with node value report that engine'.split(
		' '
	);
const LINES_OF_CODE = 36;

/** The same text for the same arguments; a little longer than `length`. */
export function makeLongAnswer(length: number, random: () => number): string {
	const pick = (count: number) => Math.floor(random() * count);
	const words = (count: number) =>
		Array.from({ length: count }, () => WORDS[pick(WORDS.length)]).join(' ');
	const sentence = () => {
		const marked = [
			`**${words(3)}**`,
			`*${words(2)}*`,
			`\`${words(1)}_id\``,
			`[${words(2)}](https://example.org/${pick(1000)})`,
			`$x_${pick(9)}^2 + y$`
		];
		return `${words(6 + pick(8))} ${marked[pick(marked.length)] ?? ''} ${words(5 + pick(8))}.`;
	};
	const lines = (count: number, line: (at: number) => string) =>
		Array.from({ length: count }, (_, at) => line(at)).join('\n');
	const paragraph = () => Array.from({ length: 2 + pick(4) }, sentence).join(' ');
	const blocks = [
		() => `## ${words(4)}`,
		paragraph,
		paragraph,
		() => lines(3 + pick(6), () => `- ${sentence()}`),
		() =>
			lines(3 + pick(4), (at) => `${at + 1}. ${sentence()}\n   - ${words(6)}\n   - ${words(5)}`),
		() =>
			`| ${words(1)} | ${words(1)} | ${words(1)} |\n|---|---:|---|\n${lines(6 + pick(8), () => `| ${words(2)} | ${pick(9999)} | ${words(4)} |`)}`,
		() =>
			`\`\`\`js\n${lines(LINES_OF_CODE, (at) => `	const ${words(1)}${at} = read("${words(2)}", ${pick(99)});`)}\n\`\`\``,
		() => `> ${sentence()}\n> ${sentence()}`,
		() => `$$\n\\sum_{i=0}^{${pick(99)}} x_i^2\n$$`
	];
	const parts: string[] = [];
	for (let at = 0, written = 0; written < length; at += 1) {
		const part = `${blocks[at % blocks.length]?.() ?? ''}\n\n`;
		parts.push(part);
		written += part.length;
	}
	return parts.join('');
}
