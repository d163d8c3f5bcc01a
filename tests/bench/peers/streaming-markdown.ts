/** A reader that takes each piece once and only ever appends. */
import { default_renderer, parser, parser_end, parser_write } from 'streaming-markdown';
import type { Contender } from '../growing-text/contender.ts';

export function createStreamingMarkdown(target: HTMLElement): Contender {
	const reader = parser(default_renderer(target));
	return {
		add: (piece) => parser_write(reader, piece),
		finish: () => parser_end(reader),
		remove: () => target.replaceChildren()
	};
}
