/** Made-up JavaScript with what models write: functions, conditions, strings, numbers and comments. */

const WORDS =
	'value report pressure valve queue request retry minute engine reading limit window offset result entry server'.split(
		' '
	);

/** So many lines of about sixty characters; the same for the same arguments. */
export function makeLongCode(lines: number, random: () => number): string {
	const pick = (count: number) => Math.floor(random() * count);
	const word = () => WORDS[pick(WORDS.length)] ?? '';
	const makers = [
		() =>
			`function ${word()}Of${pick(99)}(${word()}, ${word()}, options = { limit: ${pick(999)} }) {`,
		() => `	const ${word()} = read("${word()} ${word()}", ${pick(9999)}) ?? options.${word()};`,
		() => `	// the ${word()} of the ${word()} is no larger than the ${word()} before it`,
		() => `	if (${word()} > ${pick(999)} && typeof ${word()} === 'string') return null;`,
		() => `	for (const ${word()} of ${word()}.filter((it) => it.${word()} !== ${pick(99)})) {`,
		() =>
			`		${word()}.push(\`\${${word()}} of \${${word()}.length} in "${word()}"\`, ${pick(99)} / 2.5);`,
		() => `	}`,
		() => `	return { ${word()}: new Map(${word()}), ${word()}: await ${word()}.${word()}(true) };`,
		() => `}`,
		() => ''
	];
	return Array.from({ length: lines }, (_, at) => makers[at % makers.length]?.() ?? '').join('\n');
}
