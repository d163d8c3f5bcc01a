import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { createFakeClock, settle } from '#lib/core/fakes.ts';
import { createQuoteFinder } from '#lib/core/grounding/quote-finder.ts';
import { Pieces } from '#lib/core/markdown/pieces.ts';
import AnswerView from './AnswerView.svelte';

/** Every kind of block, some of them over more than one portion, with references to what is defined at the very end. */
function longText(word: string): string {
	const blocks = Array.from({ length: 220 }, (_, at) =>
		[
			`## The ${word} ${at}`,
			`Some **${word} words**, \`code\` and $x_${at % 9}^2$, see [the port][port] and [^note].`,
			`She said "the pump lost its pressure" and "the ${word} ${at} was found".`,
			`- an item\n- another of *them*\n  - deeper ${at}\n\n> quoted ${word}\n> and on`,
			`| a | b |\n|---|--:|\n| ${word} | ${at} |`,
			`\`\`\`js\nconst ${word}${at} = read("it", ${at});\n\`\`\``
		].join('\n\n')
	);
	blocks.splice(40, 0, `\`\`\`\n${`a line of ${word} code\n`.repeat(600)}\`\`\``);
	blocks.splice(80, 0, `A sentence of **${word}** words. `.repeat(400));
	blocks.splice(120, 0, `- ${word} item\n`.repeat(500));
	return `${blocks.join('\n\n')}\n\n[^note]: A note.\n\n[port]: https://example.org\n\nThe ${word} end.`;
}

const TEXT = longText('valve');
const OTHER = longText('queue');
const { find } = createQuoteFinder('The pump lost its pressure, and the valve 7 was found.');
const EVIDENCE = { find, show: () => {} };

/** Each look at it is late by a few milliseconds, and what waits does so until it is told to go on. */
function createBusyClock() {
	const clock = createFakeClock();
	let looks = 0;
	return {
		...clock,
		monotonic: () => (looks += 4),
		// What is set while it goes on waits for the next time.
		after: (_: number, task: () => void) => clock.after(1, task),
		async goOn() {
			clock.elapse(1);
			await settle();
		},
		get waiting() {
			return clock.waiting;
		},
		get isWaiting() {
			return clock.waiting > 0;
		}
	};
}

async function open(props: Partial<Parameters<typeof render<typeof AnswerView>>[1]> = {}) {
	const clock = createBusyClock();
	const screen = await render(AnswerView, { text: TEXT, clock, evidence: EVIDENCE, ...props });
	return { ...screen, clock, answer: answerIn(screen.container) };
}

function answerIn(container: Element): Element {
	const answer = container.querySelector('.answer');
	if (!answer) throw new Error('Expected an answer, found none');
	return answer;
}

async function toTheEnd(clock: ReturnType<typeof createBusyClock>, look = () => {}) {
	while (clock.isWaiting) {
		await clock.goOn();
		look();
	}
}

/** Without what is only a guess, or counts what was mounted. */
function htmlOf(answer: Element): string {
	return answer.innerHTML
		.replaceAll(/ style="[^"]*"/g, '')
		.replaceAll(/ aria-live="[^"]*"/g, '')
		.replaceAll(/<!--.*?-->/g, '')
		.replaceAll(/c\d+/g, 'c');
}

/** Once what draws formulas and colours code has been loaded. Nobody could read how megabytes differ. */
async function expectLikeWhole(shown: Element, clock: { goOn: () => Promise<void> }, text: string) {
	const { container } = await render(AnswerView, { text, evidence: EVIDENCE });
	const whole = answerIn(container);
	const isLike = async () => {
		await clock.goOn();
		const isReady = whole.querySelector('math') && whole.querySelector('.keyword');
		return isReady !== null && htmlOf(shown) === htmlOf(whole);
	};
	await expect.poll(isLike, { timeout: 30_000, interval: 200 }).toBe(true);
}

test('shows its beginning at once, and then looks like an answer that is shown whole', async () => {
	const { answer, clock } = await open();
	expect(answer.querySelectorAll('.section').length).toBeGreaterThan(20);
	expect(answer.textContent).not.toContain('The valve end.');
	const looks: unknown[] = [];
	let before = 0;
	await toTheEnd(clock, () => {
		const { length } = answer.textContent;
		looks.push([
			answer.querySelector('.caret'),
			answer.getAttribute('aria-busy'),
			length >= before
		]);
		before = length;
	});
	expect(looks.length).toBeGreaterThan(8);
	expect(looks.every((look) => JSON.stringify(look) === '[null,"false",true]')).toBe(true);
	expect(answer.querySelectorAll('a[href^="https://example.org"]')).toHaveLength(220);
	await expectLikeWhole(answer, clock, TEXT);
});

test('is about as high from the beginning as it will be, and tells nobody of what comes', async () => {
	const { answer, clock } = await open({ text: 'A sentence of words.\n\n'.repeat(6000) });
	const height = answer.getBoundingClientRect().height;
	expect(answer.querySelector('.section')?.closest('[aria-live=off]')).not.toBeNull();
	await toTheEnd(clock);
	expect(answer.getBoundingClientRect().height / height).toBeGreaterThan(0.9);
	expect(answer.getBoundingClientRect().height / height).toBeLessThan(1.1);
});

test('stops when it is taken away', async () => {
	const { answer, clock, unmount } = await open();
	await clock.goOn();
	expect(clock.isWaiting).toBe(true);
	await unmount();
	// The pause that it was in, and those of code that waited for its colours.
	await clock.goOn();
	await clock.goOn();
	expect(clock.isWaiting).toBe(false);
	expect(answer.querySelector('.section')).toBeNull();
});

test.each([
	['long', OTHER],
	['short', 'Another answer.']
])('another %s text in the middle takes its place', async (_, text) => {
	const { answer, clock, rerender } = await open();
	await clock.goOn();
	await rerender({ text });
	expect(answer.textContent).not.toContain('valve');
	await toTheEnd(clock, () => expect(answer.textContent).not.toContain('valve'));
	if (text === OTHER) await expectLikeWhole(answer, clock, OTHER);
	else expect(answer.textContent.trim()).toBe(text);
	await rerender({ text: TEXT });
	expect(clock.isWaiting).toBe(true);
	expect(answer.textContent).not.toContain('The valve end.');
});

test('other evidence in the middle judges all quotes', async () => {
	const { answer, clock, rerender } = await open();
	await clock.goOn();
	const { find: findElsewhere } = createQuoteFinder('Another text.');
	await rerender({ evidence: { find: findElsewhere, show: () => {} } });
	expect(answer.querySelectorAll('.section').length).toBeGreaterThan(20);
	await rerender({ evidence: EVIDENCE });
	await toTheEnd(clock);
	await expectLikeWhole(answer, clock, TEXT);
});

test('goes on where more is streamed in the middle, and where much comes at once', async () => {
	const { answer, clock, rerender } = await open();
	await clock.goOn();
	await rerender({ text: `${TEXT} More`, isStreaming: true });
	await toTheEnd(clock);
	expect(answer.textContent.trimEnd()).toMatch(/The valve end\. More$/);
	expect(answer.querySelectorAll('.caret')).toHaveLength(1);
	await rerender({ text: `${TEXT} More and`, isStreaming: true });
	expect(answer.textContent.trimEnd()).toMatch(/The valve end\. More and$/);
	expect(answer.querySelector('[aria-live]')).toBeNull();
	expect(clock.isWaiting).toBe(false);
	await rerender({ text: `${TEXT} More and\n\n${OTHER}`, isStreaming: true });
	expect(clock.isWaiting).toBe(true);
	expect(answer.querySelector('.caret')).toBeNull();
	await toTheEnd(clock);
	expect(answer.textContent.trimEnd()).toMatch(/The queue end\.$/);
	expect(answer.querySelectorAll('.caret')).toHaveLength(1);
});

test.each([
	['copied over its end', () => document.dispatchEvent(new Event('copy'))],
	['printed', () => dispatchEvent(new Event('beforeprint'))]
])('is all there when it is %s', async (_, act) => {
	const { answer, clock } = await open();
	getSelection()?.selectAllChildren(document.body);
	act();
	expect(answer.textContent).toContain('The valve end.');
	expect(answer.querySelector('.rest, .end')).toBeNull();
	getSelection()?.removeAllRanges();
	await toTheEnd(clock);
	await expectLikeWhole(answer, clock, TEXT);
});

test('copies of what is shown wait for nothing', async () => {
	const { answer } = await open();
	const heading = answer.querySelector('h3');
	if (heading) getSelection()?.selectAllChildren(heading);
	document.dispatchEvent(new Event('copy'));
	expect(answer.textContent).not.toContain('The valve end.');
});

test('code that waited for its colours gets them one by one, long code in portions', async () => {
	const short = '```rust\nlet a = 1;\n```\n\n';
	const lines = 'let a = 1;\n'.repeat(900);
	const { answer, clock } = await open({ text: `${short}${short}\`\`\`rust\n${lines}\`\`\`` });
	const coloured = () => answer.querySelectorAll('.keyword').length;
	await expect.poll(() => clock.waiting, { timeout: 30_000 }).toBe(3);
	expect(coloured()).toBe(0);
	let portions = 0;
	for (; clock.isWaiting; portions += 1) {
		await clock.goOn();
		const long = [...answer.querySelectorAll('pre')].at(-1);
		expect(long?.textContent).toBe(lines.trimEnd());
	}
	expect(portions).toBeGreaterThan(1);
	expect(coloured()).toBe(902);
});

const FILLER = 'A sentence of words that goes on.\n\n'.repeat(4000);

function linksIn(container: Element): string[] {
	return Array.from(container.querySelectorAll('a'), ({ href }) => href);
}

test('a text that comes in place of another one, and begins the same, has the links of its own', async () => {
	const textOf = (host: string) =>
		`See [a].\n\n${FILLER}Use [a] at ${host}.\n\n[a]: https://${host}.example/`;
	const { clock, container, rerender } = await open({ text: textOf('one') });
	while (linksIn(container).length === 0) await clock.goOn();
	expect(clock.isWaiting).toBe(true);
	await rerender({ text: textOf('two') });
	await toTheEnd(clock);
	expect(linksIn(container)).toEqual(['https://two.example/', 'https://two.example/']);
});

test('what is defined after an answer was opened in the middle counts when it ends', async () => {
	const text = `See [a] and [late].\n\n[a]: https://a.example/\n\n${FILLER}[late]: https://la`;
	const { clock, container, rerender } = await open({ text, isStreaming: true });
	await toTheEnd(clock);
	await rerender({ text: `${text}te.example/\n\nEnd.`, isStreaming: true });
	await rerender({ text: `${text}te.example/\n\nEnd.`, isStreaming: false });
	await toTheEnd(clock);
	expect(linksIn(container)).toEqual(['https://a.example/', 'https://late.example/']);
});

test('a text that is there in pieces comes in portions, too, and goes on with more', async () => {
	const growing = new Pieces();
	growing.add(TEXT);
	const { clock, answer, rerender } = await open({ growing, isStreaming: true });
	expect(clock.isWaiting).toBe(true);
	await toTheEnd(clock);
	const [first] = answer.querySelectorAll('p');
	growing.add('\n\nAnd on.');
	await rerender({ text: `${TEXT}\n\nAnd on.` });
	expect(answer.querySelectorAll('p')[0]).toBe(first);
	await rerender({ isStreaming: false });
	expect(clock.isWaiting).toBe(false);
	expect(answer.lastElementChild?.textContent).toMatch(/And on\.$/);
});
