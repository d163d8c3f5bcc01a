import { expect, test } from 'vitest';
import { createPageTabs } from './page-tabs.ts';

test('what a part of the page posts reaches the other parts and the other tabs, not itself', () => {
	const posted: unknown[] = [];
	let arrive: (message: unknown) => void = () => {};
	const newPart = createPageTabs({
		post: (message) => posted.push(message),
		subscribe: (listener) => {
			arrive = listener;
			return () => {};
		}
	});
	const [first, second] = [newPart(), newPart()];
	const heard: [string, unknown][] = [];
	first.subscribe((message) => heard.push(['first', message]));
	const stop = second.subscribe((message) => heard.push(['second', message]));

	first.post('from the first');
	arrive('from another tab');
	stop();
	first.post('unheard');

	expect(posted).toEqual(['from the first', 'unheard']);
	expect(heard).toEqual([
		['second', 'from the first'],
		['first', 'from another tab'],
		['second', 'from another tab']
	]);
});
