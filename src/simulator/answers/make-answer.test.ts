import { expect, test } from 'vitest';
import { LEASE } from '../fakes.ts';
import { countTokens } from '../generation/tokens.ts';
import { makeAnswer, NOTE } from './make-answer.ts';

function answer(asked: string, document: string): string {
	const text = `${asked}\n<document-k2>\n${document}\n</document-k2>`;
	return makeAnswer([{ role: 'user', text }], undefined).text;
}

const MINUTES = [
	'The board agreed to hold back 10% of the payment until the ramps pass inspection.',
	'Anna Keller will ask the port authority for a date by Friday.',
	'Who pays for the storage in April?',
	'Customers in Antwerp complained about late deliveries in February.',
	'Service has improved since then, and on-time deliveries rose to 93%.'
].join('\n\n');

test('a summary is made of whole sentences of the text, in their order, with what was found', () => {
	expect(answer('Summarise it in two bullets.', LEASE)).toBe(
		[
			NOTE,
			'',
			'## Summary',
			'',
			'> Meridian Freight signed the lease for the Rotterdam depot on 14 March 2026.',
			'',
			'- The rent for the depot is €42,000 a month, and the lease runs for five years.',
			'- Anna Keller said that the depot must open before the summer.',
			'',
			'## Names, dates and amounts',
			'',
			'| Kind | Found |',
			'| --- | --- |',
			'| Names | Meridian Freight, Rotterdam, Anna Keller |',
			'| Dates | 14 March 2026 |',
			'| Amounts | €42,000 |',
			'',
			'The text has 4 sentences. Used most: depot, lease, meridian, freight, signed.'
		].join('\n')
	);
});

test('the answer to a long text is long enough to be seen coming', () => {
	const long = Array.from({ length: 200 }, (_, index) =>
		LEASE.replaceAll('depot', `depot ${index}`)
	).join('\n\n');
	const tokens = countTokens(answer('Summarise it.', long));
	expect(tokens).toBeGreaterThan(150);
	expect(tokens).toBeLessThan(500);
});

test('a question is answered by the passages that share its words, with their lines', () => {
	const text = answer('Question: Who asks the port authority?', MINUTES);
	expect(text).toContain('> Anna Keller will ask the port authority for a date by Friday.');
	expect(text).toContain('Found in line 3.');
	expect(answer('Question: Where is Zanzibar?', MINUTES)).toContain(
		'Nothing in the text shares a word with the question'
	);
});

test('action items have who and when as far as the sentence names them', () => {
	const text = answer('List the action items.', MINUTES);
	expect(text).toContain(
		'| Anna Keller will ask the port authority for a date by Friday. | Anna Keller | Friday |'
	);
	expect(text).toContain('## Decisions\n\n- The board agreed');
	expect(text).toContain('## Open questions\n\n- Who pays for the storage in April?');
});

test('tone is counted by words, passage by passage', () => {
	const text = answer('What is the tone?', MINUTES);
	expect(text).toContain('1 passage with more praise than complaint, 1 with more complaint');
	expect(text).toContain('| negative | Customers in Antwerp complained about late deliveries');
});

test('a timeline and a list of names are tables', () => {
	expect(answer('Make a timeline.', LEASE)).toContain('| 14 March 2026 | 2026-03-14 | Meridian');
	expect(answer('Extract the entities.', LEASE)).toContain('| Anna Keller | person | 1 |');
	expect(answer('Make a timeline.', 'Nothing is dated here.')).toContain('No date was found');
});

test('headings that were asked for are filled by what their words call for', () => {
	const text = answer('Use these headings: Decisions, Next steps, Open questions.', MINUTES);
	expect(text.split('\n').filter((line) => line !== '')).toEqual([
		NOTE,
		'## Decisions',
		'- The board agreed to hold back 10% of the payment until the ramps pass inspection.',
		'## Next steps',
		'- Anna Keller will ask the port authority for a date by Friday.',
		'## Open questions',
		'- Who pays for the storage in April?'
	]);
});

test('a log is counted, and its first errors shown, whatever was asked', () => {
	const log = Array.from({ length: 30 }, (_, index) =>
		index % 10 === 7
			? `2026-03-01 12:00:${index} ERROR [db] refused by 10.0.0.${index}`
			: `2026-03-01 12:00:0${index % 10} INFO [http] GET /items/${index}`
	).join('\n');
	const text = answer('Summarise it.', log);
	expect(text).toContain('30 lines, from 2026-03-01 12:00:00 to 2026-03-01 12:00:09.');
	expect(text).toContain('| ERROR | 3 |\n| INFO | 27 |');
	expect(text).toContain('- Line 8: `2026-03-01 12:00:7 ERROR [db] refused by 10.0.0.7`');
	expect(text).toContain('| 27 | `INFO [http] GET /items/#` |');
});

test('code is listed by its functions and by the lines worth a look', () => {
	const code = [
		"import { db } from './db';",
		'export async function findUser(id: any) {',
		'\ttry {',
		'\t\treturn await db.query("SELECT * FROM users WHERE id = " + id);',
		'\t} catch (error) {}',
		'}',
		'// TODO: remove'
	].join('\n');
	const text = answer('Review this code.', code);
	expect(text).toContain('in TypeScript');
	expect(text).toContain('| 2 | `findUser` |');
	expect(text).toContain('| 4 | A query put together from strings |');
	expect(text).toContain('| 5 | An error is swallowed | `} catch (error) {}` |');
	expect(text).toContain('| 7 | A note about unfinished work |');
});

test('signs that mean something in a table or in code are harmless in them', () => {
	const code = 'function a() {\n\tconst x = `b|c`; // TODO\n\treturn x;\n}';
	expect(answer('Review this code.', code)).toContain(
		'| 2 | A note about unfinished work | `` const x = `b\\|c`; // TODO `` |'
	);
});

test('an earlier answer is read again without its note, headings and tables', () => {
	const text = answer('Summarise these results.', answer('Summarise it.', LEASE));
	expect(text.match(/Demo answer/g)).toHaveLength(1);
	expect(text).toContain('> Meridian Freight signed the lease');
});

test('a short message gets a short and honest reply', () => {
	const { text, isJson } = makeAnswer([{ role: 'user', text: 'Hello there' }], undefined);
	expect(isJson).toBe(false);
	expect(text).toContain('> Hello there');
	expect(makeAnswer([], undefined).text).toBe(`${NOTE}\n\nThe message has no words to work with.`);
});

test.each(['A', '1', '.', '{', '\n', '<document-a>', '- ', 'x?\n', '`', 'catch { '])(
	'a text of nothing but %j is answered in a few words',
	(piece) => {
		const text = piece.repeat(200_000 / piece.length);
		const messages = [{ role: 'user' as const, text }];
		expect(makeAnswer(messages, undefined).text.length).toBeLessThan(10_000);
	}
);
