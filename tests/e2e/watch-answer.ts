import type { Page } from '@playwright/test';
import { expect, type AnalysePage } from './analyse-page.ts';

/** What was seen of an answer while it grew, after each frame. */
export interface Watched {
	frames: number;
	/** How far its end was from view at most, in pixels, while nothing led back to it. */
	farthestPx: number;
	/** Of a hundred paragraphs, the most that were laid out at once; counted once there are many. */
	laidOutPercent: number;
	/** Of the first paragraphs, how many were other elements at the end. */
	remade: number;
	/** How the run stood whenever a control showed that it had been used. */
	uses: string[];
}

/** Few paragraphs may all be near the view. */
const MANY_PARAGRAPHS = 1000;
const FIRST_PARAGRAPHS = 100;
/** Counting takes a while itself. */
const FRAMES_PER_COUNT = 30;

/** Watches the answer of the Analyse page from now on; the function returns what was seen so far. */
export async function watchAnswer(page: Page): Promise<() => Promise<Watched>> {
	const watched = await page.evaluateHandle(
		({ many, first, framesPerCount }) => {
			let firstOnes: Element[] = [];
			const seen = {
				frames: 0,
				farthestPx: 0,
				laidOutPercent: 0,
				uses: [] as string[],
				get remade() {
					return firstOnes.filter(({ isConnected }) => !isConnected).length;
				}
			};
			const state = () =>
				document.querySelector('[data-testid=run-status]')?.getAttribute('data-state');
			const { port1, port2 } = new MessageChannel();

			port1.onmessage = () => {
				const scroller = document.querySelector('[data-testid=llm-output]');
				if (!scroller || state() !== 'writing') return;
				seen.frames += 1;
				const isFollowing = scroller.parentElement?.querySelector('button') === null;
				const fromEnd = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
				if (isFollowing) seen.farthestPx = Math.max(seen.farthestPx, fromEnd);
				if (seen.frames % framesPerCount === 0) count(scroller);
			};

			function count(scroller: Element) {
				const paragraphs = [...scroller.querySelectorAll('p')];
				if (paragraphs.length < many) return;
				if (firstOnes.length === 0) firstOnes = paragraphs.slice(0, first);
				const laidOut = paragraphs.filter((paragraph) =>
					paragraph.checkVisibility({ contentVisibilityAuto: true })
				);
				const percent = (100 * laidOut.length) / paragraphs.length;
				seen.laidOutPercent = Math.max(seen.laidOutPercent, percent);
			}

			function look() {
				port2.postMessage(undefined);
				requestAnimationFrame(look);
			}

			requestAnimationFrame(look);
			const note = () => seen.uses.push(state() ?? 'absent');
			document.addEventListener('input', note);
			new MutationObserver(note).observe(document.body, {
				subtree: true,
				attributeFilter: ['aria-expanded']
			});
			return seen;
		},
		{ many: MANY_PARAGRAPHS, first: FIRST_PARAGRAPHS, framesPerCount: FRAMES_PER_COUNT }
	);
	return () => watched.jsonValue();
}

/**
 * Waits until so many more paragraphs of the answer are there. By their number: to look for words or roles takes seconds in an
 * answer that is long.
 */
export async function waitForParagraphs({ answer, status }: AnalysePage, more: number) {
	const paragraphs = answer.locator('p');
	const wanted = (await paragraphs.count()) + more;
	await expect
		.poll(async () => {
			expect(await status.getAttribute('data-state')).toBe('writing');
			return paragraphs.count();
		})
		.toBeGreaterThan(wanted);
}

/** What a person sees who goes through an answer from its end to its beginning. */
export interface Read {
	/** The paragraphs that were drawn. */
	paragraphs: string[];
	/** The longest part of a screen in which nothing was written, in pixels. */
	longestGapPx: number;
	screens: number;
}

/** How far apart the places are at which it is seen whether anything is written there. */
const LOOK_EVERY_PX = 20;

/** Scrolls from the end of the answer to its beginning, almost a screen at a time. */
export async function readUpwards(page: Page): Promise<Read> {
	return page.getByTestId('llm-output').evaluate(async (scroller, lookEveryPx) => {
		const paragraphs = new Set<string>();
		let longestGapPx = 0;
		let screens = 0;

		function look(element: Element, view: DOMRect) {
			for (const child of element.children) {
				// The place of what is not laid out may not be asked for: that would lay it out.
				if (!child.checkVisibility({ contentVisibilityAuto: true })) continue;
				const { top, bottom } = child.getBoundingClientRect();
				if (bottom <= view.top || top >= view.bottom) continue;
				if (child.matches('p') && bottom > top) paragraphs.add(child.textContent);
				else look(child, view);
			}
		}

		function lookForGaps({ left, top, bottom }: DOMRect) {
			let gapPx = 0;
			for (let y = top; y < bottom; y += lookEveryPx) {
				const found = document.elementFromPoint(left + 40, y);
				// Anything but what only holds blocks together.
				const isWritten = found?.matches('.section *') ?? false;
				gapPx = isWritten ? 0 : gapPx + lookEveryPx;
				longestGapPx = Math.max(longestGapPx, gapPx);
			}
		}

		scroller.scrollTop = scroller.scrollHeight;
		for (;;) {
			await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
			const view = scroller.getBoundingClientRect();
			look(scroller, view);
			lookForGaps(view);
			screens += 1;
			if (scroller.scrollTop === 0) break;
			scroller.scrollTop -= 0.8 * scroller.clientHeight;
		}
		return { paragraphs: [...paragraphs], longestGapPx, screens };
	}, LOOK_EVERY_PX);
}

/** What was seen of a stored answer while it was opened. */
export interface Opened {
	/** How many paragraphs there were when there were any. */
	paragraphs: number;
	/** How often something came. */
	portions: number;
	/** The most marks at once of where the next words would come. */
	carets: number;
}

/** Watches the stored answer that is opened next, from then on; the function returns what was seen so far. */
export async function watchOpening(page: Page): Promise<() => Promise<Opened>> {
	const opened = await page.evaluateHandle(() => {
		const seen = { paragraphs: 0, portions: 0, carets: 0 };
		new MutationObserver(() => {
			const answer = document.querySelector('[data-testid=stored-answer]');
			if (!answer?.querySelector('p')) return;
			if (seen.portions === 0) seen.paragraphs = answer.querySelectorAll('p').length;
			seen.portions += 1;
			seen.carets = Math.max(seen.carets, answer.querySelectorAll('.caret').length);
		}).observe(document.body, { subtree: true, childList: true });
		return seen;
	});
	return () => opened.jsonValue();
}
