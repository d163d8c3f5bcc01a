import { expect, test } from 'vitest';
import { createGrowingMarkdown } from '#lib/core/markdown/growing-markdown.ts';
import { Pieces } from '#lib/core/markdown/pieces.ts';
import { AnswerElements } from './answer-elements.ts';

const create = () =>
	new AnswerElements({ copy: undefined, download: undefined, evidence: undefined });

test.each([
	['an item', '- a\n\n', '  words of it\n\n', 'li'],
	['a note', '[^1]: a\n\n', '    words of it\n\n', '.note > div']
])(
	'keeps the elements in %s that holds many blocks while it grows',
	(_name, start, more, holder) => {
		const growing = createGrowingMarkdown();
		const text = new Pieces();
		const place = document.createElement('div');
		const grown = create();
		const paragraphs: Element[] = [];
		text.add(start);
		for (let count = 0; count < 130; count += 1) {
			text.add(more);
			grown.show(place, growing.update(text), true);
			const now = [...place.querySelectorAll('p')];
			expect(now).toHaveLength(count + 2);
			expect(
				now.every((element, at) => at >= paragraphs.length || element === paragraphs[at])
			).toBe(true);
			paragraphs.splice(0, paragraphs.length, ...now);
		}
		expect(place.querySelector(holder)?.children.length).toBeLessThan(50);
		const whole = document.createElement('div');
		create().show(whole, growing.finish(text), false);
		expect(place.textContent).toBe(whole.textContent);
	}
);
