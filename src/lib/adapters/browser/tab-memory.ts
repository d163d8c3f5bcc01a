import type { TabMemory } from '#lib/core/ports.ts';

const KEY_PREFIX = 'assay-tab:';

/**
 * What one tab keeps over a reload: in `sessionStorage`, or for as long as the page is open where the browser refuses that.
 * What does not fit is not kept.
 */
export function createTabMemory(): TabMemory {
	const memory = new Map<string, string>();
	return {
		get(key) {
			try {
				return memory.get(key) ?? sessionStorage.getItem(KEY_PREFIX + key) ?? undefined;
			} catch {
				return memory.get(key);
			}
		},
		set(key, text) {
			memory.set(key, text);
			try {
				sessionStorage.setItem(KEY_PREFIX + key, text);
			} catch {
				// Forbidden, or full: the page's own memory has it.
			}
		}
	};
}
