import { expect, test } from './analyse-page.ts';
import { chatEnd, deltas, event, replyWith } from './wire-replies.ts';
import type { Build } from './world.ts';

const ANSWER = `# A mixed answer

Text with **strong** words, \`code\` and $x^2 + \\frac{1}{2}$.

- [x] done
- [ ] open

| Valve | Pressure |
|---|---:|
| A | 12 |
| B | 7 |

\`\`\`python
# reads the log
def read(path):
    return open(path, "r")
\`\`\`

$$
\\sum_{i=0}^{n} x_i^2
$$
`;

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('code gets its colours and formulas are drawn, within the policy of the page', async ({
			page,
			open,
			analyse
		}) => {
			const breaches: string[] = [];
			page.on('console', (message) => {
				if (/violates|content security policy/i.test(message.text())) breaches.push(message.text());
			});
			await replyWith(page, 'native', {
				body:
					event('reasoning.delta', { content: 'Let me think.' }) + deltas(ANSWER) + chatEnd(ANSWER)
			});
			await open();
			await analyse.isConnected();
			await analyse.analyse('A text.');
			await analyse.hasState('done');
			await expect(analyse.answer.locator('pre .keyword').first()).toHaveText('def');
			await expect(analyse.answer.locator('math')).toHaveCount(2);
			await expect(analyse.answer.locator('math mfrac')).toBeVisible();
			expect(breaches).toEqual([]);
		});
	});
}
