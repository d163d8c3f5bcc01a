/** A Svelte component for growing Markdown, as it comes: without its parts for code, formulas and diagrams. */
import { flushSync, mount, unmount, type Component } from 'svelte';
import type { Contender } from '../growing-text/contender.ts';

interface Streamdown {
	Streamdown: Component<{ content: string }>;
}

/** Nothing where it is not installed: it brings 100 MB along, so the program does not ask for it. */
const [installed] = Object.values(
	import.meta.glob<Streamdown>('/node_modules/svelte-streamdown/dist/index.js', { eager: true })
);

export const createStreamdown =
	installed &&
	((target: HTMLElement): Contender => {
		const props = $state({ content: '' });
		const view = mount(installed.Streamdown, { target, props });
		return {
			add(piece) {
				props.content += piece;
				flushSync();
			},
			finish: () => {},
			remove: () => void unmount(view)
		};
	});
