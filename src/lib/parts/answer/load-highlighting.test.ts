import { expect, test } from 'vitest';
import { loadedHighlighting, loadHighlighting } from './load-highlighting.ts';

test('what waits for the same language waits for one load', async () => {
	expect(loadedHighlighting('python')).toBeUndefined();
	const [one, other] = await Promise.all([loadHighlighting('python'), loadHighlighting('python')]);
	expect(one).toBeDefined();
	expect(other).toBe(one);
	expect(loadedHighlighting('python')).toBe(one);
	expect(await loadHighlighting('python')).toBe(one);
});

test('a language that is not known has no colours', async () => {
	expect(await loadHighlighting('')).toBeUndefined();
	expect(await loadHighlighting('klingon')).toBeUndefined();
	expect(loadedHighlighting('klingon')).toBeUndefined();
});
