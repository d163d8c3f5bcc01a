/** A Svelte component for growing Markdown, as it comes: without its parts for code, formulas and diagrams. */
import { flushSync, mount, unmount } from 'svelte';
import { Streamdown } from 'svelte-streamdown';
import type { Contender } from '../growing-text/contender.ts';

export function createStreamdown(target: HTMLElement): Contender {
	const props = $state({ content: '' });
	const view = mount(Streamdown, { target, props });
	return {
		add(piece) {
			props.content += piece;
			flushSync();
		},
		finish: () => {},
		remove: () => void unmount(view)
	};
}
