import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

const BEGINNING = '```js\nlet a = 1;\nlet b';

test('builds a line of growing code once, in its colours, and keeps it to the end', async () => {
	const screen = await render(AnswerView, { text: BEGINNING, isStreaming: true });
	const lines = () => [...screen.container.querySelectorAll('.line')];
	const lastText = () => lines().at(-1)?.textContent;
	await expect
		.poll(() => lines()[0]?.querySelector('.keyword')?.textContent, { timeout: 30_000 })
		.toBe('let');
	const [first] = lines();
	expect(lastText()).toBe('let b');
	await screen.rerender({ text: `${BEGINNING} = `, isStreaming: true });
	// What would build it anew is awaited, and so comes a little later.
	await expect.poll(lastText).toBe('let b = ');
	expect(lines()[0]).toBe(first);
	const long = `${BEGINNING} = 2;\n${'let c = 3;\n'.repeat(100)}let d`;
	await screen.rerender({ text: long, isStreaming: true });
	await expect.poll(() => lines().length).toBe(103);
	expect(lines()[0]).toBe(first);
	await screen.rerender({ text: `${long};\n\`\`\``, isStreaming: false });
	await expect.poll(() => lines().at(-1)?.querySelector('.keyword')?.textContent).toBe('let');
	expect(lines()[0]).toBe(first);
	expect(screen.container.querySelector('.caret')).toBeNull();
});
