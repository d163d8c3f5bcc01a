import { Lexer } from 'marked';
import { afterEach, expect, test, vi } from 'vitest';
import type { Block, ListItem } from './block.ts';
import {
	createGrowingMarkdown,
	type GrowingMarkdown,
	type MarkdownView
} from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { Pieces } from './pieces.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

/** A beginning, and what may follow it again and again without an end. */
const ENDLESS: Record<string, [start: string, more: string]> = {
	'paragraphs in an item': ['- a\n\n', '  words of it\n\n'],
	'paragraphs in a task': ['- [ ] a\n\n', '  words of it\n\n'],
	'paragraphs in a note': ['[^1]: a\n\n', '    words of it\n\n'],
	'paragraphs in items in items': ['1. a\n   - b\n     - c\n\n', '       words of it\n\n'],
	'paragraphs in a quote in a quote': ['> a\n', '> > words of it\n> >\n'],
	'items in an item': ['- a\n', '  - words of it\n'],
	'items in a note': ['[^1]: a\n\n', '    - words of it\n'],
	'items in items in a quote': ['> - a\n', '>   - words of it\n'],
	'lines of a formula': ['$$ x = 1\n', '+ 2\n'],
	'lines of a formula in a quote': ['> \\[ x = 1\n', '> + 2\n'],
	'formulas without an end': ['a\n\n', '$$ x = 1\n+ 2\n\n'],
	'references in an item': ['- a\n\n', '  see [it] there\n\n']
};

/** Several updates, each with a little more. @returns what was seen of each */
function grow<Seen>(
	text: Pieces,
	more: string,
	growing: GrowingMarkdown,
	look: () => Seen
): Seen[] {
	return Array.from(more.repeat(3), (letter) => {
		text.add(letter);
		growing.update(text);
		return look();
	});
}

/** How many blocks and items have to be held against those before, where what is the same object is not looked into. */
function countCompared(
	before: readonly (Block | ListItem)[],
	now: readonly (Block | ListItem)[]
): number {
	return now.reduce((sum, one, at) => {
		const old = before[at];
		return sum + 1 + (old === one ? 0 : countCompared(old ? childrenOf(old) : [], childrenOf(one)));
	}, 0);
}

function childrenOf(block: Block | ListItem): readonly (Block | ListItem)[] {
	if ('blocks' in block) return block.blocks;
	return block.type === 'list' ? block.items : [];
}

test.each(Object.entries(ENDLESS))(
	'looks for no more with each letter, however many %s have come',
	(_name, [start, more]) => {
		const lookedUp = vi.spyOn(WeakMap.prototype, 'get');
		const most = (count: number) => {
			const text = new Pieces();
			text.add(start + more.repeat(count));
			const growing = createGrowingMarkdown();
			growing.update(text);
			const counts = grow(text, more, growing, () => {
				const { length } = lookedUp.mock.calls;
				lookedUp.mockClear();
				return length;
			});
			// The first has the lookups of all that was there.
			return Math.max(...counts.slice(1));
		};
		// As many beyond a full part, so that each has as much that is not settled.
		expect(most(3030)).toBeLessThanOrEqual(most(150) + 10);
	}
);

test.each(Object.entries(ENDLESS))(
	'leaves little to compare with each letter, however many %s have come',
	(_name, [start, more]) => {
		const text = new Pieces();
		text.add(start + more.repeat(3000));
		const growing = createGrowingMarkdown();
		let last = growing.update(text);
		const counts = grow(text, more, growing, () => {
			const now = growing.update(text);
			const count = countCompared(last.open, now.open);
			last = now;
			return count;
		});
		expect(Math.max(...counts)).toBeLessThan(400);
		expect(growing.finish(text).closed).toEqual(parseMarkdown(text.from(0)));
	}
);

test('groups what is in an item from the forty-first block on', () => {
	const [list] = parseMarkdown(`- a\n\n${'  b\n\n'.repeat(99)}`);
	const blocks = list?.type === 'list' ? (list.items[0]?.blocks ?? []) : [];
	expect(blocks.map(({ type }) => type)).toEqual([...Array<string>(40).fill('paragraph'), 'group']);
	const [groups] = blocks.slice(40).map(childrenOf);
	expect(groups?.map((group) => childrenOf(group).length)).toEqual([40, 20]);
});

/** Each page refers to its own definition, and the first to one that comes last. */
function pages(count: number): string[] {
	return Array.from({ length: count }, (_, at) => `[a${at}]: http://b/${at}\n\nSee [a${at}].\n\n`);
}

test('lists no definitions as they come in', () => {
	const listed = vi.spyOn(Object, 'keys');
	read(['See [late].\n\n', ...pages(200)]);
	const most = Math.max(0, ...listed.mock.results.map(({ value }) => (value as string[]).length));
	expect(most).toBeLessThan(50);
});

test('reads at the end again only what refers to something that was defined after it', () => {
	const texts = ['See [late] and [^n].\n\n', 'See [never].\n\n', ...pages(200)];
	const { growing, text, view } = read(texts);
	text.add('[Late]: http://c\n\n[^n]: A note.');
	growing.update(text);
	const lexed = vi.spyOn(Lexer.prototype, 'inlineTokens');
	const { closed } = growing.finish(text);
	expect(lexed.mock.calls.length).toBeLessThan(10);
	expect(closed).toEqual(parseMarkdown(text.from(0)));
	expect(closed.findIndex((block, at) => block === view.closed[at])).toBe(1);
});

test.each([
	['[ẞ]', '[SS]: http://b'],
	['[^a[b]', '[^a[b]: A note.'],
	['[a\\]b]', '[a\\]b]: http://b'],
	['[in [a] it](c) and [x [y]][z]', '[Y]: http://b'],
	['`\\`[a]', '[a]: http://b']
])('finds in %s what a later definition defines', (words, definition) => {
	const { growing, text } = read([`${words}\n\n`, definition]);
	expect(growing.finish(text).closed).toEqual(parseMarkdown(text.from(0)));
});

function read(pieces: readonly string[]) {
	const growing = createGrowingMarkdown();
	const text = new Pieces();
	let view: MarkdownView = growing.update(text);
	for (const piece of pieces) {
		text.add(piece);
		view = growing.update(text);
	}
	return { growing, text, view };
}
