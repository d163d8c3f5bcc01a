import { expect, test } from 'vitest';
import { LEASE } from '../fakes.ts';
import { readTask } from './read-task.ts';

const user = (text: string) => ({ role: 'user' as const, text });
const system = (text: string) => ({ role: 'system' as const, text });

test('the document stands between tags, which may carry a suffix and attributes', () => {
	const asked =
		'Summarise it.\n<document-x7f name="a">\nInside </document> still.\n</document-x7f>\nNow.';
	const task = readTask([system('Be brief.'), user(asked)]);
	expect(task.document).toBe('Inside </document> still.');
	expect(task.instructions).toBe('Be brief.\nSummarise it.\n\n\nNow.');
	expect(task.intent).toBe('summary');
});

test('several documents are joined, and one that was cut off runs to the end', () => {
	const text = '<document>one</document> and <document>two';
	expect(readTask([user(text)]).document).toBe('one\n\ntwo');
});

test('a follow-up question is about the document of an earlier message', () => {
	const task = readTask([
		user(`<document>${LEASE}</document>\nSummarise it.`),
		{ role: 'assistant', text: 'A summary.' },
		user('How high is the rent?')
	]);
	expect(task).toMatchObject({
		document: LEASE,
		question: 'How high is the rent?',
		intent: 'question'
	});
});

test('without tags the whole message is the text, and its ends are read as instructions', () => {
	const text = `Make a timeline.\n${LEASE.repeat(10)}`;
	const task = readTask([user(text)]);
	expect(task.document).toBe(text);
	expect(task.intent).toBe('timeline');
	expect(task.instructions.length).toBeLessThan(1300);
});

test.each([
	['Write a summary.', 'summary'],
	['Question: What is missing?', 'question'],
	['Who is late?', 'question'],
	['List the action items.', 'action items'],
	['What is the sentiment of it?', 'sentiment'],
	['Give me a timeline.', 'timeline'],
	['Extract all named entities.', 'names'],
	['Triage this log.', 'log report'],
	['Review this code.', 'code review']
] as const)('%j asks for a %s', (asked, intent) => {
	expect(readTask([user(`${asked}\n<document>${LEASE}</document>`)]).intent).toBe(intent);
});

test('a short message is a message, and JSON is asked for by its name', () => {
	expect(readTask([user('Hello there')])).toMatchObject({ intent: 'reply', wantsJson: false });
	expect(readTask([system('Answer in JSON.'), user(LEASE)]).wantsJson).toBe(true);
	expect(readTask([user(`<document>JSON</document>Summarise.`)]).wantsJson).toBe(false);
	expect(readTask([system('The text may be code or JSON.'), user(LEASE)]).wantsJson).toBe(false);
	expect(readTask([]).document).toBe('');
});
