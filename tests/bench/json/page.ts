/** What the page of the benchmark offers to the runner: the answer view, fed a list in JSON a tenth at a time. */
import '../../../src/app.css';
import '../growing-text/page.css';
import { createAnswer } from '../growing-text/answer.svelte.ts';
import { startRun } from '../growing-text/steps.ts';
import { seededRandom } from '../seeded-random.ts';

const WORDS = ['pump', 'valve', 'harbour', 'pressure', 'gate', 'inspection', 'Norrvik', 'replaced'];

/** A list of like objects of about so many characters. */
function makeList(length: number): string {
	const random = seededRandom(17);
	const word = () => WORDS[Math.floor(random() * WORDS.length)] ?? '';
	const rows: string[] = [];
	for (let size = 0; size < length; size += rows.at(-1)?.length ?? 0) {
		const finding = Array.from({ length: 12 }, word).join(' ');
		rows.push(
			JSON.stringify({
				id: rows.length,
				part: word(),
				hours: random() * 100,
				urgent: random() < 0.5,
				finding
			})
		);
	}
	return `[${rows.join(',\n')}]`;
}

Object.assign(globalThis, {
	start: (_name: string, length: number) => startRun(createAnswer, makeList(length))
});
