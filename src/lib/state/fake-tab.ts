import type { TabMemory } from '#lib/core/ports.ts';

/** What a tab keeps, until the test forgets it. */
export function createFakeTab(): TabMemory {
	const kept = new Map<string, string>();
	return { get: (key) => kept.get(key), set: (key, text) => void kept.set(key, text) };
}
