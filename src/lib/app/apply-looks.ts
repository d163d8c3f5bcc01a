import type { Motion, Theme } from '#lib/state/settings-state.svelte.ts';

/** Sets the theme that the styles of the page go by. */
export function applyTheme(theme: Theme): void {
	apply('data-theme', theme);
}

/** Sets how much moves on the page. */
export function applyMotion(motion: Motion): void {
	apply('data-motion', motion);
}

function apply(name: string, value: string) {
	if (value === 'system') document.documentElement.removeAttribute(name);
	else document.documentElement.setAttribute(name, value);
}
