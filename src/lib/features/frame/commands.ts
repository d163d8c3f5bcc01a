import type { AppState } from '#lib/state/context.ts';
import { hrefOf, PAGES } from './pages.ts';

/** Something the palette offers. */
export interface Command {
	label: string;
	/** Further words that find it. */
	words: string;
	run: () => unknown;
}

/**
 * What can be done right now, in the order in which it is offered. What cannot be done is left out.
 *
 * @param goTo opens a page by its `#/…` address
 */
export function commandsFor(app: AppState, goTo: (href: string) => void): Command[] {
	const { analyse, chat } = app;
	return [
		...(analyse.run.isRunning
			? [command('Stop the run', 'cancel end', analyse.run.stop)]
			: [
					command('Run the template', 'start analyse go', () => {
						goTo('#/');
						return analyse.start();
					})
				]),
		...PAGES.map((page) => command(`Go to ${page.label}`, 'open page', () => goTo(hrefOf(page)))),
		command('New text', 'clear empty', () => {
			analyse.startAnew();
			goTo('#/');
		}),
		...(chat.running ? [command('Stop the chat’s answer', 'cancel end', chat.stop)] : []),
		command('New chat', 'clear empty conversation', () => {
			chat.startAnew();
			goTo('#/chat');
		}),
		...(chat.canGoBack
			? [
					command('Go back to the chat before', 'undo', () => {
						goTo('#/chat');
						return chat.goBack();
					})
				]
			: []),
		...(analyse.draft.canUndo
			? [command('Bring back the text before', 'undo', analyse.draft.undo)]
			: []),
		...(analyse.run.answer === ''
			? []
			: [command('Copy the answer', 'clipboard', () => copyAnswer(app))]),
		...themeCommands(app)
	];
}

/** The commands in which every word of the query occurs, those that begin with it first. */
export function matching(commands: readonly Command[], query: string): Command[] {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	const begins = ({ label }: Command) => label.toLowerCase().startsWith(query.trim().toLowerCase());
	return commands
		.filter(({ label, words: more }) => {
			const text = `${label} ${more}`.toLowerCase();
			return words.every((word) => text.includes(word));
		})
		.toSorted((a, b) => Number(begins(b)) - Number(begins(a)));
}

function command(label: string, words: string, run: () => unknown): Command {
	return { label, words, run };
}

function themeCommands({ settings }: AppState): Command[] {
	const themes = [
		{ theme: 'system', label: 'Theme: as the system' },
		{ theme: 'light', label: 'Theme: light' },
		{ theme: 'dark', label: 'Theme: dark' }
	] as const;
	return themes
		.filter(({ theme }) => theme !== settings.theme)
		.map(({ theme, label }) =>
			command(label, 'colours appearance mode', () => settings.setTheme(theme))
		);
}

async function copyAnswer({ analyse, tools, notices }: AppState): Promise<void> {
	try {
		await tools.copyText(analyse.run.answer);
		notices.show({ tone: 'info', text: 'The answer is in the clipboard.' });
	} catch {
		notices.show({
			tone: 'bad',
			text: 'The browser did not let Assay write to the clipboard. Select the answer and copy it there.'
		});
	}
}
