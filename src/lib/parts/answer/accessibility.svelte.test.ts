import axe from 'axe-core';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

test('an answer with several tables and pieces of code has no known barrier', async () => {
	const part =
		'| a | b |\n|---|---|\n| c | d |\n\n```js\nlet a;\n```\n\n- [x] done\n\n$$\nx^2\n$$\n\n';
	const { container } = await render(AnswerView, {
		text: `# Title\n\nSee[^1].\n\n${part}${part}[^1]: A note.`,
		copy: () => Promise.resolve(),
		download: () => undefined
	});
	await expect.poll(() => container.querySelectorAll('math'), { timeout: 30_000 }).toHaveLength(2);
	const { violations } = await axe.run(container, { rules: { region: { enabled: false } } });
	expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual(
		[]
	);
});
