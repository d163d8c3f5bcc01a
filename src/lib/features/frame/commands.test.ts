import { expect, test } from 'vitest';
import { PAUSE, settle } from '#lib/core/fakes.ts';
import { createFakeApp } from '#lib/state/fakes.ts';
import { commandsFor, matching, type Command } from './commands.ts';

async function createPalette(world = createFakeApp()) {
	await settle();
	const visited: string[] = [];
	const commands = () => commandsFor(world.app, (href) => visited.push(href));
	return {
		...world,
		world,
		visited,
		labels: () => commands().map(({ label }) => label),
		run: async (label: string) => {
			const command = commands().find((candidate) => candidate.label === label);
			if (!command) throw new Error(`Expected a command '${label}', found none`);
			await command.run();
			await settle();
		}
	};
}

test('offers what can be done on a fresh page', async () => {
	const { labels } = await createPalette();
	expect(labels()).toEqual([
		'Run the template',
		'Go to Analyse',
		'Go to Chat',
		'Go to Runs',
		'Go to Documents',
		'Go to Batch',
		'Go to Models',
		'Go to Inspector',
		'Go to Settings',
		'New text',
		'New chat',
		'Theme: light',
		'Theme: dark'
	]);
});

test('goes to pages', async () => {
	const { run, visited } = await createPalette();
	await run('Go to Models');
	expect(visited).toEqual(['#/models']);
});

test('runs on the Analyse page, where the answer is seen', async () => {
	const { app, run, visited } = await createPalette();
	app.analyse.draft.edit('A text.');
	await run('Run the template');
	expect(visited).toEqual(['#/']);
	expect(app.analyse.run.view).toMatchObject({ status: 'done', text: 'An answer.' });
});

test('stops a run, and does not start a second', async () => {
	const { app, run, labels } = await createPalette(
		createFakeApp({ generations: [[{ type: 'text_delta', text: 'Some' }, PAUSE]] })
	);
	app.analyse.draft.edit('A text.');
	await run('Run the template');
	expect(labels()).not.toContain('Run the template');
	await run('Stop the run');
	expect(app.analyse.run.view.status).toBe('stopped');
});

test('begins a new text, and brings back the one before', async () => {
	const { app, run, labels } = await createPalette();
	app.analyse.draft.edit('A text.');
	await run('New text');
	expect(app.analyse.draft.content).toBe('');
	await run('Bring back the text before');
	expect(app.analyse.draft.content).toBe('A text.');
	expect(labels()).not.toContain('Bring back the text before');
});

test('begins a new chat, goes back to the one before, and stops its answer', async () => {
	const { app, run, labels, visited } = await createPalette(
		createFakeApp({ generations: [[{ type: 'text_delta', text: 'Some' }, PAUSE]] })
	);
	app.chat.draft.edit('Why?');
	await app.chat.ask();
	await settle();
	await run('Stop the chat’s answer');
	expect(app.chat.turns.map(({ status }) => status)).toEqual(['stopped']);
	await run('New chat');
	expect(app.chat.turns).toEqual([]);
	await run('Go back to the chat before');
	await settle();
	expect(app.chat.turns).toHaveLength(1);
	expect(labels()).not.toContain('Go back to the chat before');
	expect(visited).toEqual(['#/chat', '#/chat']);
});

test('copies the answer, and says so', async () => {
	const { app, run, copied } = await createPalette();
	app.analyse.draft.edit('A text.');
	await run('Run the template');
	await run('Copy the answer');
	expect(copied).toEqual(['An answer.']);
	expect(app.notices.all).toMatchObject([{ tone: 'info' }]);
});

test('copies an answer with what it goes on from', async () => {
	const { app, run, labels, copied } = await createPalette(
		createFakeApp({ generations: [[{ type: 'text_delta', text: ' a time.' }, PAUSE]] })
	);
	const request = { content: 'A text.', template: 'parsing_analysis', partial_answer: 'Once upon' };
	void app.analyse.startAgain(request);
	await settle();
	expect(labels()).toContain('Copy the answer');
	await run('Copy the answer');
	expect(copied).toEqual(['Once upon a time.']);
});

test('says what to do where the browser refuses to copy', async () => {
	const { app, run, world } = await createPalette();
	app.analyse.draft.edit('A text.');
	await run('Run the template');
	world.refusesToCopy = true;
	await run('Copy the answer');
	expect(app.notices.all).toMatchObject([{ tone: 'bad' }]);
});

test('changes the theme, and offers the others', async () => {
	const { run, labels, themes } = await createPalette();
	await run('Theme: dark');
	expect(themes).toEqual(['dark']);
	expect(labels().filter((label) => label.startsWith('Theme'))).toEqual([
		'Theme: as the system',
		'Theme: light'
	]);
});

const command = (label: string, words = ''): Command => ({ label, words, run: () => {} });

test('finds commands by any words of theirs, in any case and order', () => {
	const commands = [command('Go to Models', 'open page'), command('Theme: dark', 'colours')];
	expect(matching(commands, 'MODELS go')).toEqual([commands[0]]);
	expect(matching(commands, 'colour')).toEqual([commands[1]]);
	expect(matching(commands, 'nothing')).toEqual([]);
	expect(matching(commands, '  ')).toEqual(commands);
});

test('puts those first that begin with what was typed', () => {
	const commands = [command('Copy', 'new'), command('New text')];
	expect(matching(commands, 'new')).toEqual([commands[1], commands[0]]);
});
